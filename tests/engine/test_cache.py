"""A cache counts as empty where it is damaged, another program's, or does not belong together; it is never trusted with a path."""

from __future__ import annotations

import shutil

import pytest
from counterpoint.engine.cache import INDEX, STATE, BuildCache, Index, State, cache_folder
from counterpoint.engine.output import Staged, manifest, plan, publish
from counterpoint.engine.program import program_digest
from counterpoint.engine.store import Store, StoreDamaged
from counterpoint.engine.tasks import TaskCache


def saved(folder, program="p", choices="drafts") -> BuildCache:
    cache = BuildCache(folder, program)
    cache.prepare()
    name = cache.store.put(b"large")
    cache.save(State(choices), Index(TaskCache(), {"section": choices.encode()}), {name})
    return cache


def loaded(folder, program="p") -> BuildCache:
    cache = BuildCache(folder, program)
    cache.load_state()
    cache.load()
    return cache


def test_what_was_saved_is_loaded_wherever_the_folder_is(tmp_path):
    saved(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two", copy_function=shutil.copyfile)
    cache = loaded(tmp_path / "two")
    assert cache.state.choices == "drafts"
    assert cache.index.sections == {"section": b"drafts"}


def test_another_program_knows_nothing_of_it(tmp_path):
    saved(tmp_path)
    cache = loaded(tmp_path, "another")
    assert (cache.state, cache.index.sections) == (State(), {})


def test_a_cache_is_prepared_without_its_large_parts_only_where_it_is_damaged(tmp_path):
    saved(tmp_path)
    name = loaded(tmp_path).store.put(b"large")
    whole = loaded(tmp_path)
    whole.prepare()
    assert whole.store.get(name) == b"large"
    (tmp_path / INDEX).write_bytes(b"")
    damaged = loaded(tmp_path)
    damaged.prepare()
    with pytest.raises(StoreDamaged):
        damaged.store.get(name)
    assert not {STATE, INDEX} & {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", [STATE, INDEX])
def test_a_cache_of_which_any_byte_is_another_is_empty(tmp_path, name):
    saved(tmp_path)
    content = (tmp_path / name).read_bytes()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        (tmp_path / name).write_bytes(changed)
        assert not loaded(tmp_path).index.sections
    for place in range(len(content)):
        (tmp_path / name).write_bytes(content[:place])
        assert not loaded(tmp_path).index.sections


@pytest.mark.parametrize("name", [STATE, INDEX])
def test_halves_of_two_builds_are_no_cache(tmp_path, name):
    saved(tmp_path / "old", choices="drafts")
    saved(tmp_path / "new", choices="future")
    shutil.copy(tmp_path / "old" / name, tmp_path / "new" / name)
    assert not loaded(tmp_path / "new").index.sections


def test_a_large_part_is_what_was_put_there_or_the_store_is_damaged(tmp_path):
    store = Store(tmp_path)
    name = store.put(b"large")
    assert store.get(name) == b"large"
    (tmp_path / name).write_bytes(b"other")
    with pytest.raises(StoreDamaged):
        store.get(name)
    with pytest.raises(StoreDamaged):
        store.get("../x")


def test_outputs_have_memories_of_their_own_that_do_not_depend_on_where_the_site_is(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    assert cache_folder(one, one / "build").name == cache_folder(two, two / "build").name
    assert len({cache_folder(one, one / name).name for name in ("build", "public", "../public", ".cache/serve")}) == 4


@pytest.mark.parametrize("path", ["../mine", "a/../../mine", "/mine", "", ".", "a//mine", "a\0"])
def test_a_forged_cache_removes_nothing_outside_the_output(tmp_path, path):
    (tmp_path / "mine").write_text("mine")
    output = tmp_path / "build"
    output.mkdir()
    digest = "3d8c4ef8a1ee8a3e1a3a5b8d3f5f3f0c0d8b7f1a7d9a9dd9f6ef0f4fef4cbcde"
    chosen = plan(output, {}, {path: digest}, {path: digest})
    assert not isinstance(chosen, list)
    publish(output, chosen)
    assert (tmp_path / "mine").read_text() == "mine"
    assert not manifest(output)


def test_the_same_program_somewhere_else_is_the_same_and_another_is_not(tmp_path):
    (tmp_path / "one/inner").mkdir(parents=True)
    for name, text in (("a.py", "x"), ("inner/b.po", "y"), ("c.pyc", "z")):
        (tmp_path / "one" / name).write_text(text)
    shutil.copytree(tmp_path / "one", tmp_path / "two", copy_function=shutil.copyfile)
    (tmp_path / "two/c.pyc").write_text("other")
    suffixes, libraries = (".py", ".po"), ("msgspec",)

    def of(folder):
        program_digest.cache_clear()
        return program_digest(tmp_path / folder, suffixes, libraries)

    first = of("one")
    assert of("two") == first
    for name in ("a.py", "inner/b.po"):
        text = (tmp_path / "two" / name).read_text()
        (tmp_path / "two" / name).write_text("changed")
        assert of("two") != first
        (tmp_path / "two" / name).write_text(text)
    program_digest.cache_clear()


def test_publishing_says_what_it_did(tmp_path):
    output, staging = tmp_path / "build", tmp_path / "staged"
    staging.write_text("x")
    chosen = plan(output, {"a/b": Staged(str(staging), "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")}, {}, {})
    assert not isinstance(chosen, list)
    done = publish(output, chosen)
    assert (done.written, done.unchanged, done.removed) == (1, 0, 0)
    assert (output / "a/b").read_text() == "x"
    gone = plan(output, {}, {}, {})
    assert not isinstance(gone, list)
    assert publish(output, gone).removed == 1
    assert not (output / "a").exists()


DAMAGE = {
    "whole": lambda file: None,
    "cut off": lambda file: file.write_bytes(b"lar"),
    "too long": lambda file: file.write_bytes(b"larger"),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "a link": lambda file: (file.unlink(), file.symlink_to(file.parent / "elsewhere")),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_put_again_is_there_again_and_what_is_whole_is_not_written(tmp_path, damage):
    store = Store(tmp_path)
    name = store.put(b"large")
    (tmp_path / "elsewhere").write_bytes(b"large")
    DAMAGE[damage](tmp_path / name)
    before = (tmp_path / name).lstat().st_ino
    assert store.put(b"large") == name
    assert store.get(name) == b"large"
    assert ((tmp_path / name).lstat().st_ino == before) == (damage == "whole")
    assert {path.name for path in tmp_path.iterdir()} == {name, "elsewhere"}


def test_a_store_keeps_what_is_named_and_nothing_else(tmp_path):
    store = Store(tmp_path)
    one, two = store.put(b"one"), store.put(b"two")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/x").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / one)
    store.keep_only({one})
    assert [path.name for path in tmp_path.iterdir()] == [one]
    with pytest.raises(StoreDamaged):
        store.get(two)
    assert store.get(one) == b"one"
