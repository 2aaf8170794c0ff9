"""Fills in python.json what Jinja2 and Python's strftime print: python3 make-python-cases.py (wants jinja2)."""

import datetime
import json
import os
import pathlib
import time

import jinja2.ext
from jinja2.sandbox import SandboxedEnvironment

os.environ["TZ"] = "UTC"
time.tzset()
path = pathlib.Path(__file__).with_name("python.json")
cases = json.loads(path.read_text())


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    """As transformers defines it for chat templates."""
    return json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )


environment = SandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols, jinja2.ext.do]
)
environment.filters["tojson"] = tojson
cases["templates"] = [
    [source, environment.from_string(source).render()] for source, _ in cases["templates"]
]
cases["dates"] = [
    [ms, datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).strftime(cases["format"])]
    for ms, _ in cases["dates"]
]
path.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
