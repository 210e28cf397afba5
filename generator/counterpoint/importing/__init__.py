"""A published article becomes a draft: its parts, its quotations, and who says them."""
