"""The embedded sandbox: a local server that behaves as the labs' documents say."""
