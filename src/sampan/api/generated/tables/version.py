"""Field rows of version: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Info': (
        ('major', 'major', 0, (), '', 'string', '', '', 'string'),
        ('minor', 'minor', 0, (), '', 'string', '', '', 'string'),
        ('emulation_major', 'emulationMajor', 0, (), '', 'string', '', 'o', 'string'),
        ('emulation_minor', 'emulationMinor', 0, (), '', 'string', '', 'o', 'string'),
        ('min_compatibility_major', 'minCompatibilityMajor', 0, (), '', 'string', '', 'o', 'string'),
        ('min_compatibility_minor', 'minCompatibilityMinor', 0, (), '', 'string', '', 'o', 'string'),
        ('git_version', 'gitVersion', 0, (), '', 'string', '', '', 'string'),
        ('git_commit', 'gitCommit', 0, (), '', 'string', '', '', 'string'),
        ('git_tree_state', 'gitTreeState', 0, (), '', 'string', '', '', 'string'),
        ('build_date', 'buildDate', 0, (), '', 'string', '', '', 'string'),
        ('go_version', 'goVersion', 0, (), '', 'string', '', '', 'string'),
        ('compiler', 'compiler', 0, (), '', 'string', '', '', 'string'),
        ('platform', 'platform', 0, (), '', 'string', '', '', 'string'),
    ),
}
