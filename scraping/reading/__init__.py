"""Reading what sources say: pure functions, unknown stays unknown."""
