"""Field rows of events_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Event': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', ''),
        ('event_time', 'eventTime', 2, (), '', 'microtime', '', ''),
        ('series', 'series', 3, (), '', 'message', 'events_v1.EventSeries', 'po'),
        ('reporting_controller', 'reportingController', 4, (), '', 'string', '', 'o'),
        ('reporting_instance', 'reportingInstance', 5, (), '', 'string', '', 'o'),
        ('action', 'action', 6, (), '', 'string', '', 'o'),
        ('reason', 'reason', 7, (), '', 'string', '', 'o'),
        ('regarding', 'regarding', 8, (), '', 'message', 'core_v1.ObjectReference', 'o'),
        ('related', 'related', 9, (), '', 'message', 'core_v1.ObjectReference', 'po'),
        ('note', 'note', 10, (), '', 'string', '', 'o'),
        ('type', 'type', 11, (), '', 'string', '', 'o'),
        ('deprecated_source', 'deprecatedSource', 12, (), '', 'message', 'core_v1.EventSource', 'o'),
        ('deprecated_first_timestamp', 'deprecatedFirstTimestamp', 13, (), '', 'time', '', 'o'),
        ('deprecated_last_timestamp', 'deprecatedLastTimestamp', 14, (), '', 'time', '', 'o'),
        ('deprecated_count', 'deprecatedCount', 15, (), '', 'int32', '', 'o'),
    ),
    'EventList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'events_v1.Event', ''),
    ),
    'EventSeries': (
        ('count', 'count', 1, (), '', 'int32', '', ''),
        ('last_observed_time', 'lastObservedTime', 2, (), '', 'microtime', '', ''),
    ),
}
