"""Keeps an upload without end from filling the disk before anyone could refuse it by its size."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from amends.evidence.limits import DEFAULT

# One byte over the largest file that can be accepted is enough to be refused for its size.
KEPT_MOST = max(DEFAULT.photo_bytes, DEFAULT.video_bytes) + 1


class BoundedUpload(TemporaryFileUploadHandler):
    """Write a file to disk as it arrives, and let go what nobody could accept."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what is within the limit of one file; the rest is read and dropped."""
        room = KEPT_MOST - start
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)
