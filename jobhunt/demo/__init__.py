"""What `make demo` fills and plays: everything local, nothing from outside."""
