"""Two hundred things that identify people, and a record that has them wherever people write."""

from ipdoc.casework.cases import start_case
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import open_lesion, record_by_region, save_lesion
from ipdoc.casework.issuing.naming import Asked
from ipdoc.casework.issuing.reviewing import put_asked
from ipdoc.casework.photographs import attach_photograph, open_photograph, save_photograph
from ipdoc.casework.photomarks import save_overlay
from ipdoc.casework.sections import open_section, save_answers
from tests.bodymap_builders import a_lesion
from tests.test_photomarks import a_stream

RUSSIAN = {
    "Кенжебулатов": ("Кенжебулатова", "Кенжебулатову", "Кенжебулатовым", "Кенжебулатове"),
    "Ерсаин": ("Ерсаина", "Ерсаину", "Ерсаином", "Ерсаине"),
    "Ковшарь": ("Ковшаря", "Ковшарю", "Ковшарём", "Ковшаре"),
    "Дубровицкий": ("Дубровицкого", "Дубровицкому", "Дубровицким", "Дубровицком"),
    "Павел": ("Павла", "Павлу", "Павлом", "Павле"),
    "Лукерья": ("Лукерьи", "Лукерье", "Лукерью", "Лукерьей"),
    "Шаповалова": ("Шаповаловой", "Шаповалову", "Шаповаловы"),
    "Тлеухан": ("Тлеухана", "Тлеухану", "Тлеуханом"),
    "Щербинин": ("Щербинина", "Щербинину", "Щербининым"),
    "Абдрахимова": ("Абдрахимовой", "Абдрахимову", "Абдрахимовы"),
    "Калистрат": ("Калистрата", "Калистрату", "Калистратом", "Калистрате"),
    "Юлия": ("Юлии", "Юлию", "Юлией"),
    "Пётр": ("Петра", "Петру", "Петром"),
    "Мырзахмет": ("Мырзахмета", "Мырзахметович", "Мырзахметовичем"),
}
KAZAKH = {
    "Жандәулет": ("Жандәулеттің", "Жандәулетке", "Жандәулетті", "Жандәулеттен", "Жандәулетпен"),
    "Гүлбаршын": ("Гүлбаршынның", "Гүлбаршынға", "Гүлбаршынды", "Гүлбаршыннан", "Гүлбаршынмен"),
    "Қасымхан": ("Қасымханның", "Қасымханға", "Қасымханмен", "Қасымханұлы"),
    "Әбіш": ("Әбіштің", "Әбішке", "Әбішті", "Әбіштен"),
    "Серікбол": ("Серікболдың", "Серікболға", "Серікболды", "Серікболмен"),
    "Ақмарал": ("Ақмаралдың", "Ақмаралға", "Ақмаралдан"),
    "Түймебай": ("Түймебайдың", "Түймебайға", "Түймебайдан", "Түймебаймен"),
}
LATIN = {
    "Kenzhebulatov": ("Kenzhebulatova", "Kenzhebulatov's", "KENZHEBULATOV"),
    "Fitzwarren": ("Fitzwarren's", "fitzwarren"),
    "Oyelaran": ("Oyelarans", "Oyelaran’s"),
    "Dubrovitsky": ("Dubrovitskogo", "Dubrovitskiy"),
}
NUMBERS = (
    "850314300123", "850314 300123", "900101450987", "N12345678", "N 87654321", "AB1234567",
    "+7 701 555 12 34", "+7(701)5551235", "8 701 555-12-36", "87015551237", "+77015551238",
    "8 (727) 255-12-39", "+44 20 7946 0958", "тел. 25-51-40", "KZ86125KZT5004100100",
    "erlan.k@example.kz", "zhan_d@mail.ru", "t.me/erlan_k85", "https://vk.example/id5550",
    "@kovshar_pavel", "www.family-k.example/foto", "wa.me/77015551241", "123 ABC 02", "A777BCD",
    "жетон № 4471-Ж", "badge no. KZ-5512", "лицензия № 0098812", "КУИ № 265000031000771",
    "ЕРДР № 2655-18", "дело № 2026/771-4", "case no. 77-2026/5", "протокол № 1180-26",
    "удостоверение личности № 045512345", "паспорт N09912345", "ИИН 770707400551",
    "265000031000772",
)  # fmt: skip
ADDRESSES = (
    "ул. Кабанбай батыра, д. 17, кв. 40", "улица Розыбакиева 55", "пр. Достык, 97",
    "мкр. Самал-2, дом 33", "проспекте Суюнбая 211", "переулок Зелёный, 4", "кв. 58",
    "Төле би көшесі, 83 үй", "Абылай хан даңғылы 77", "Жібек жолы көшесінде",
    "14 Mortimer Street", "Lower Harbour Road 8", "apt 612", "бульвар Мира, 14/2",
)  # fmt: skip
BIRTHDAYS = (
    "14.03.1985", "14.3.85", "14 марта 1985", "1985-03-14", "14/03/1985", "14 March 1985",
    "March 14, 1985", "14 наурыз 1985", "1985 жылғы 14 наурыз", "14 mar 1985",
)  # fmt: skip
UNKNOWN = (
    "Сагындыков А. Б.", "И. П. Волокитин", "майор Темирханов", "сержантом Бекжигитовым",
    "капитан Рахметуллин", "Dr Wolstenholme", "Captain Ferreira-Lopes", "Inspector Hallorann",
    "Нургожин Дидар Маратович", "Ольга Викторовна", "Айдос Серікұлы", "тергеуші Оңғарбаев",
    "прокурор Жылқыбаева", "судье Ромашкиной", "адвокат Цой",
)  # fmt: skip
PLACES = (
    "Сарысайгак", "Сарысайгаке", "Сарысайгака", "Жетикудык", "Жетикудыке", "Кокжиде",
    "Brackenridge", "Тополиная", "Тополиной",
)  # fmt: skip
ASKED = ("Чёрный Барс", "Чёрного Барса", "Чёрным Барсом", "белая нива", "белой ниве", "квазилюкс")
HIDE = ("Чёрный Барс", "белая нива", "квазилюкс")


def _all_forms(names: dict[str, tuple[str, ...]]) -> list[str]:
    return [form for name, forms in names.items() for form in (name, *forms)]


PLANTED = (
    *_all_forms(RUSSIAN), *_all_forms(KAZAKH), *_all_forms(LATIN), *NUMBERS, *ADDRESSES,
    *BIRTHDAYS, *UNKNOWN, *PLACES, *ASKED,
)  # fmt: skip
BARE = {
    "майор Темирханов": "Темирханов", "сержантом Бекжигитовым": "Бекжигитовым",
    "капитан Рахметуллин": "Рахметуллин", "Dr Wolstenholme": "Wolstenholme",
    "Captain Ferreira-Lopes": "Ferreira", "Inspector Hallorann": "Hallorann",
    "тергеуші Оңғарбаев": "Оңғарбаев", "прокурор Жылқыбаева": "Жылқыбаева",
    "судье Ромашкиной": "Ромашкиной", "адвокат Цой": "Цой",
    "жетон № 4471-Ж": "4471-Ж", "badge no. KZ-5512": "KZ-5512", "лицензия № 0098812": "0098812",
    "дело № 2026/771-4": "2026/771", "case no. 77-2026/5": "77-2026", "тел. 25-51-40": "25-51-40",
    "КУИ № 265000031000771": "265000031000771", "ЕРДР № 2655-18": "2655-18",
    "протокол № 1180-26": "1180-26", "паспорт N09912345": "09912345",
    "удостоверение личности № 045512345": "045512345", "ИИН 770707400551": "770707400551",
}  # fmt: skip
"""Of what is planted with a common word before it, what must be gone."""


def plant(vault) -> Ref:
    """Return an evaluation whose fields and free texts hold all that is planted."""
    ref = start_case(vault, "full", "KODE-5551", "MD-2026/5551", {"record": "ru"})
    record_by_region(vault, ref, "bruise", "scapular", "l")
    a_lesion(vault, ref, "outline")
    for section, cells in _fields().items():
        _write(vault, ref, section, cells)
    _write(vault, ref, "allegations", _allegations(vault, ref))
    view = open_lesion(vault, ref, 1)
    save_lesion(vault, ref, 1, {"person_explanation": _text(0)}, view.version)
    photo = attach_photograph(vault, ref, a_stream(), lesion=1, caption=_text(1)).id
    arrow = {"kind": "arrow", "points": [[0.1, 0.1], [0.4, 0.5]], "text": "Ковшаря рука"}
    save_overlay(vault, ref, photo, [arrow], 1)
    _found, version = open_photograph(vault, ref, photo)
    save_photograph(vault, ref, photo, {"note": _text(2)}, version)
    put_asked(vault, ref, Asked(hide=HIDE))
    return ref


def _write(vault, ref, section, cells):
    view = open_section(vault, ref, section)
    save_answers(vault, ref, section, cells, view.version)


def _text(start: int) -> str:
    """Return every seventh of what is planted, in a sentence."""
    return "Сказано: " + "; а также ".join(PLANTED[start::7]) + "."


def _fields() -> dict[str, dict[str, object]]:
    agreed = {"decision": "agreed", "explained": "yes", "witness": "Лукерья Шаповалова"}
    return {
        "case_information": {
            "subject_family_name": "Кенжебулатов",
            "subject_given_name": "Ерсаин",
            "subject_patronymic": "Мырзахметович",
            "subject_dob": {"value": "1985-03-14", "precision": "exact"},
            "subject_id_number": "850314300123",
            "subject_birth_place": "село Сарысайгак",
            "exam_date": "2026-04-14",
            "exam_place_name": "ИВС г. Жетикудык",
            "exam_place_address": "Тополиная, 5",
            "requested_by_name": "Oyelaran",
            "persons_present": [
                {"row": "r1", "name": "Тлеухан Щербинин", "position": "конвой"},
                {"row": "r2", "name": "Жандәулет Гүлбаршын", "position": "туысы"},
                {"row": "r3", "name": "Юлия Абдрахимова", "position": "врач"},
                {"row": "r4", "name": "Пётр Калистрат; Серікбол Ақмарал"},
            ],
        },
        "consent_conditions": {
            "c_photos_body": agreed,
            "c_storage": agreed,
            "escort_demeanour": _text(3),
            "interp": {"name": "Fitzwarren"},
            "safety_plan": {"state": "declined", "reason": _text(4)},
        },
        "background": {"bg_family": _text(5), "bg_occupation": "водитель у Әбіш Түймебай"},
        "physical_exam": {"pe_general": _text(6)},
        "interpretation": {
            "int_findings": [
                {"row": "r1", "finding_ref": 1, "consistency": "typical", "reasoning": _text(0)}
            ]
        },
        "conclusions": {"con_statement": _text(1), "con_limits": _text(2)},
    }


def _allegations(vault, ref) -> dict[str, object]:
    officer = {"row": "r1", "number": 1, "name_or_alias": "Павел Дубровицкий"}
    other = {"row": "r2", "number": 2, "name_or_alias": "Ковшарь"}
    return {
        "al_narrative": " ".join(f"Он назвал: {one}." for one in PLANTED),
        "al_summary": _text(3),
        "detention_places": [
            {"row": "r1", "name": "Кокжиде, Brackenridge", "type": "police_station"}
        ],
        "events": [
            {
                "row": "r1",
                "event_id": "E1",
                "description": _text(4),
                "quote": _text(5),
                "witnesses": "Там был Әбіш Түймебай и ещё Қасымхан.",
                "alleged_perpetrators": [officer, other],
            }
        ],
    }
