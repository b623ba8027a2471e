"""Facts and files of the machine: log, version, licences, autostart, problem reports."""
