"""Which store a deployment's settings mean."""

from __future__ import annotations

from server.blobs.disk import DiskStore
from server.blobs.s3 import S3Store
from server.blobs.store import BlobStore
from server.core.settings import Settings, SettingsError


def open_store(settings: Settings) -> BlobStore:
    """The store of ``settings``, ready for use. Raises SettingsError."""
    if not settings.blobs:
        return DiskStore(settings.data / "blobs")
    try:
        return S3Store.from_url(settings.blobs)
    except ValueError as error:
        raise SettingsError(f"SUNMAO_BLOBS: {error}") from None
    except Exception as error:      # urllib3 and the SDK each have their own
        raise SettingsError(f"SUNMAO_BLOBS: the object store does not answer ({type(error).__name__}).") from error
