from labkit.labtest import LabContract


class TestExamplepress(LabContract):
    lab = "examplepress"
