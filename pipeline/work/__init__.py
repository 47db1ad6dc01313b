"""What people ask for: one use case a module."""
