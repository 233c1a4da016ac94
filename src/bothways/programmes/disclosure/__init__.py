"""The one rule of which counts of people may leave a programme.

``margins`` is what is published of a column, ``alone`` hides small counts of a table and as many
others as it takes, ``nested`` does so for groups that lie within groups. The mathematics is
``stats.disclosure``. Whatever a programme shows to others goes through here: report, workbook,
paper, IATI, dashboard, the plan as partners see it, the results of a cascade.
"""
