"""Admission webhooks: other programs change or refuse what is written.

A MutatingWebhookConfiguration or ValidatingWebhookConfiguration names HTTPS servers and what they want to be asked
about. `source.py` follows the configurations in the watch cache: for each place (operation, resource, subresource) it
knows the hooks whose rules match, so a request nobody watches costs two dictionary look-ups. `invocation.py` decides
the rest (selectors, match conditions). `review.py` writes the AdmissionReview and reads the answer; `caller.py` brings
it there and back, by the road that `sampan.apiserver.outgoing` is. `mutating.py` asks hooks one after the other,
applies their JSON patches and asks again where reinvocation is wanted; `validating.py` asks all at once.
`metrics.py` counts.

A hook that cannot be asked (`failure.py`) is a 500, or is passed over where its failurePolicy is Ignore; a hook that
says no is believed.

Upstream: k8s.io/apiserver/pkg/admission/plugin/webhook.
"""
