"""What people carry away: certificates, levels, the learner file, and the cascade of trainers.

More files than usual: ``payload`` (what a QR code says), ``signing`` (the key of the site),
``verifying`` (may it be believed), ``badge`` (Open Badges 3), ``learner`` (the file a person takes
along), ``hours`` (what was attended), ``levels`` (scales), ``changes`` (from the first level to the
last), ``cascade`` (the tree of trainers), ``delivered`` (what each held), ``cascade_results``.
"""
