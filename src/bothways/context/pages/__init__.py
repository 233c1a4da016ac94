"""The public pages of places: pure layout first, then what is read, then what is shown.

figures, series, pairs, peers, missing   sums and selections, no Django
drawing, trend_chart, gap_chart          layout as shapes; drawn as SVG and as PNG from the same
wording                                  names, numbers and sentences in the reader's language
place_page, comparison_page, places_page what a template needs, as typed rows
"""
