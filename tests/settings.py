"""Settings of the tests: a folder of their own, no compressed static files, cheap passwords."""

import atexit
import os
import shutil
import tempfile

# A folder a process: two runs at the same time, and two workers of one, stay out of each other.
os.environ["BOTHWAYS_VAR"] = tempfile.mkdtemp(prefix="bothways-tests-")
atexit.register(shutil.rmtree, os.environ["BOTHWAYS_VAR"], ignore_errors=True)
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from bothways.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A real file, as in use: in memory, two threads share one cache, where a writer that meets a
    # reader fails at once ("table is locked") instead of waiting.
    DATABASES["default"]["TEST"] = {"NAME": os.environ["BOTHWAYS_VAR"] + "/tests.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405

SECRET_KEY = "only for tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
