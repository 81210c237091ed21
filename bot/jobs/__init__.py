"""What the scheduler runs: poll, deliver, digest, reload, expire. The database decides what is due; a tick only asks."""
