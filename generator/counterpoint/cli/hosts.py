"""What a host that builds a site says of the build in its environment: whether it is a preview, and where it will stand."""

from __future__ import annotations

from collections.abc import Mapping

PRODUCTION_BRANCHES = ("main", "master", "production")
"""Names of branches that Cloudflare Pages publishes; it does not say which one does."""


def preview_address(environment: Mapping[str, str]) -> str:
    """The address of the preview that is being built; empty where what is built is no preview, or no host's.

    Netlify: https://docs.netlify.com/build/configure-builds/environment-variables/
    Cloudflare Pages: https://developers.cloudflare.com/pages/configuration/build-configuration/#environment-variables
    """
    if environment.get("NETLIFY") == "true" and environment.get("CONTEXT", "production") != "production":
        return environment.get("DEPLOY_PRIME_URL", "")
    production = environment.get("PRODUCTION_BRANCH", "").split() or PRODUCTION_BRANCHES
    if environment.get("CF_PAGES") == "1" and environment.get("CF_PAGES_BRANCH", "") not in production:
        return environment.get("CF_PAGES_URL", "")
    return ""
