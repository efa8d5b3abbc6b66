"""Whether an installation is set up as it should be: what `manage.py doctor` looks at."""
