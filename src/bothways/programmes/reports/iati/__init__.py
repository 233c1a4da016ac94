"""A programme as an activity of the IATI standard, version 2.03.

activity   what the file says, as plain values; ``problems`` names what is still missing for it
budgets    a sum of money over the years of an activity, to the cent
writer     the values as XML
"""
