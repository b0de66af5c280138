import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from played_kit import playing


@pytest.fixture
def played():
    yield from playing()
