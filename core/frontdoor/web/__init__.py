"""The service over HTTP: a JSON API and pages for people, on Litestar."""
