"""What authors write, as types. The format's reference, the error messages and the editors' schemas follow these classes."""
