import pickle

import pytest

from labkit.model.secret import Secret


def test_a_secret_shows_itself_nowhere():
    secret = Secret("hush")
    assert "hush" not in repr(secret) + str(secret) + f"{secret}"
    assert not hasattr(secret, "__dict__")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
