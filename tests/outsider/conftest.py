collect_ignore = ["examplepress"]  # its test runs where the package is installed
