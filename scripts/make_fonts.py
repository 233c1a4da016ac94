"""Cuts the Noto fonts that PDF files embed down to the scripts we print.

The input is a folder with the Noto TTF files (Debian's package `fonts-noto-core` has them):

    python -m scripts.make_fonts FOLDER

Latin, Greek and Cyrillic with their punctuation from Noto Sans and Noto Serif; Arabic from Noto
Sans Arabic and Noto Naskh Arabic; a few signs from Noto Sans Math and Symbols 2; for names and
certificates Urdu in Nastaliq, Ethiopic, Khmer, Myanmar, Bengali and Tamil; for booklets also
Devanagari, Gurmukhi, Sinhala, Georgian, Armenian, Hebrew, Thai, Lao and Syriac. Hinting goes, since
paper needs none. The licence (SIL Open Font License 1.1) stands beside the files.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

TARGET = Path(__file__).parent.parent / "src" / "bothways" / "core" / "fonts"
EUROPEAN = (
    "0020-024F 0259 02BC 02C6-02DD 0300-036F 0370-03FF 0400-052F 1E00-1EFF 2000-206F 2070-209F "
    "20A0-20C0 2100-214F 2190-2199 2200-22FF 25A0-25CF FEFF FFFD"
)
SIGNS, MARKS = "0020 00A0 2190-2194 2212 2248 2260-2265", "0020 00A0 25CB 25CF"
ARABIC = "0020-007E 00A0 00AB 00BB 0600-06FF 0750-077F 200C-200F 2010-2027 FB50-FDFF FE70-FEFF"
URDU = "0020-007E 00A0 00AB 00BB 0600-06FF 200C-200F 2010-2027 FDF2 FDFA FDFD"
COMMON = "0020-007E 00A0 00AB 00BB 200B-200F 2010-2027 25CC"
ETHIOPIC = f"{COMMON} 1200-139F 2D80-2DDF AB00-AB2F"
KHMER, MYANMAR = f"{COMMON} 1780-17FF 19E0-19FF", f"{COMMON} 1000-109F A9E0-A9FF AA60-AA7F"
# For the words of a place, which can be read in any language.
DEVANAGARI = f"{COMMON} 0900-097F 1CD0-1CFF 20B9 A830-A839 A8E0-A8FF"
GURMUKHI, SINHALA = f"{COMMON} 0964-0965 0A00-0A7F", f"{COMMON} 0964-0965 0D80-0DFF"
GEORGIAN, ARMENIAN = f"{COMMON} 10A0-10FF 1C90-1CBF 2D00-2D2F", f"{COMMON} 0530-058F FB13-FB17"
HEBREW, SYRIAC = f"{COMMON} 0590-05FF 20AA FB1D-FB4F", f"{COMMON} 060C 061B 061F 0640 0700-074F"
THAI, LAO = f"{COMMON} 0E00-0E7F", f"{COMMON} 0E80-0EFF"
BENGALI, TAMIL = f"{COMMON} 0964-0965 0980-09FF", f"{COMMON} 0964-0965 0B80-0BFF"
FACES = {
    "NotoSans-Regular": EUROPEAN,
    "NotoSans-Bold": EUROPEAN,
    "NotoSans-Italic": EUROPEAN,
    "NotoSerif-Regular": EUROPEAN,
    "NotoSansArabic-Regular": ARABIC,
    "NotoSansArabic-Bold": ARABIC,
    "NotoNaskhArabic-Regular": ARABIC,
    "NotoNaskhArabic-Bold": ARABIC,
    "NotoSansMath-Regular": SIGNS,
    "NotoSansSymbols2-Regular": MARKS,
    "NotoNastaliqUrdu-Regular": URDU,
    "NotoSansEthiopic-Regular": ETHIOPIC,
    "NotoSansKhmer-Regular": KHMER,
    "NotoSansMyanmar-Regular": MYANMAR,
    "NotoSansBengali-Regular": BENGALI,
    "NotoSansTamil-Regular": TAMIL,
    "NotoSansDevanagari-Regular": DEVANAGARI,
    "NotoSansGurmukhi-Regular": GURMUKHI,
    "NotoSansSinhala-Regular": SINHALA,
    "NotoSansGeorgian-Regular": GEORGIAN,
    "NotoSansArmenian-Regular": ARMENIAN,
    "NotoSansHebrew-Regular": HEBREW,
    "NotoSansThai-Regular": THAI,
    "NotoSansLao-Regular": LAO,
    "NotoSansSyriac-Regular": SYRIAC,
}


def code_points(ranges: str) -> set[int]:
    points: set[int] = set()
    for part in ranges.split():
        low, _dash, high = part.partition("-")
        points.update(range(int(low, 16), int(high or low, 16) + 1))
    return points


def cut(source: Path, target: Path, ranges: str) -> None:
    options = Options(hinting=False, layout_features=["*"], notdef_outline=True, name_IDs=["*"])
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=code_points(ranges))
    subsetter.subset(font)
    save_font(font, str(target), options)


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for face, wanted in FACES.items():
        cut(Path(sys.argv[1]) / f"{face}.ttf", TARGET / f"{face}.ttf", wanted)
        print(face, (TARGET / f"{face}.ttf").stat().st_size)
