"""The rules, one function each: what is wrong with a pod's metadata and spec, or None.

A function's name carries the release from which on this version of the rule holds. Texts are upstream's.
"""
