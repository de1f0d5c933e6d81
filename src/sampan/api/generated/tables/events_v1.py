"""Field rows of events_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Event': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', '', 'v1.ObjectMeta'),
        ('event_time', 'eventTime', 2, (), '', 'microtime', '', '', 'v1.MicroTime'),
        ('series', 'series', 3, (), '', 'message', 'events_v1.EventSeries', 'po', 'v1.EventSeries'),
        ('reporting_controller', 'reportingController', 4, (), '', 'string', '', 'o', 'string'),
        ('reporting_instance', 'reportingInstance', 5, (), '', 'string', '', 'o', 'string'),
        ('action', 'action', 6, (), '', 'string', '', 'o', 'string'),
        ('reason', 'reason', 7, (), '', 'string', '', 'o', 'string'),
        ('regarding', 'regarding', 8, (), '', 'message', 'core_v1.ObjectReference', 'o', 'v1.ObjectReference'),
        ('related', 'related', 9, (), '', 'message', 'core_v1.ObjectReference', 'po', 'v1.ObjectReference'),
        ('note', 'note', 10, (), '', 'string', '', 'o', 'string'),
        ('type', 'type', 11, (), '', 'string', '', 'o', 'string'),
        ('deprecated_source', 'deprecatedSource', 12, (), '', 'message', 'core_v1.EventSource', 'o', 'v1.EventSource'),
        ('deprecated_first_timestamp', 'deprecatedFirstTimestamp', 13, (), '', 'time', '', 'o', 'v1.Time'),
        ('deprecated_last_timestamp', 'deprecatedLastTimestamp', 14, (), '', 'time', '', 'o', 'v1.Time'),
        ('deprecated_count', 'deprecatedCount', 15, (), '', 'int32', '', 'o', 'int32'),
    ),
    'EventList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'events_v1.Event', '', '[]v1.Event'),
    ),
    'EventSeries': (
        ('count', 'count', 1, (), '', 'int32', '', '', 'int32'),
        ('last_observed_time', 'lastObservedTime', 2, (), '', 'microtime', '', '', 'v1.MicroTime'),
    ),
}
