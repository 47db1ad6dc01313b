"""issues/ and public/: what is written, and when it becomes public."""
