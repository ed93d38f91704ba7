"""Jobs for the tests that run real workers."""
