"""The record in a browser, and as JSON over HTTP: read-only, for questions alone."""
