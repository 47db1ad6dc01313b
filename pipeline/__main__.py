"""`python -m pipeline` is `monday`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
