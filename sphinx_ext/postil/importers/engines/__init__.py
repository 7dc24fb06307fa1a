"""The engines and services that blogs can be imported from, one module each.

Enters: The files of an export.
Leaves: A site in the model of all engines.
"""
