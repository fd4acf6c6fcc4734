"""Sample citizens and the records they finished, made up; the catalogue they belong to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from store.catalogue import OrgRow

SOURCE = "demo"
AREA, AREA_NAME = "320115000000", "南京市江宁区"
ORG = "11320115014149603X"

CATALOGUE = [
    OrgRow(ORG, "江宁区行政审批局", AREA, AREA_NAME, None),
    OrgRow("113201150141490016", "江宁区公安分局", AREA, AREA_NAME, ORG),
    OrgRow("113201150141490024", "江宁区人力资源和社会保障局", AREA, AREA_NAME, ORG),
    OrgRow("11320115MB00001018", "东山街道便民服务中心", "320115001000", "东山街道", ORG),
]


OFFICE = OrgRow("11320115MB1960009G", "江宁区好差评办公室", AREA, AREA_NAME, None)
"""Runs the programme; it is above none of the others, so that it may decide their appeals."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One made-up citizen and what they did `hours` before the demo began."""

    phone: str
    name: str
    matters: tuple[tuple[str, float], ...]
    channel: str = "window"


SAMPLES = [
    Sample("13900000001", "王女士", (("居民身份证换领", 2.0),)),
    Sample("13900000002", "李先生", (("社会保障卡申领", 3.5),)),
    Sample(
        "13900000003",
        "张阿姨",
        (("城乡居民养老保险参保登记", 5.0), ("老年人优待证办理", 5.5), ("医保异地就医备案", 6.0)),
    ),
    Sample("13900000004", "赵先生", (("个体工商户设立登记", 8.0),), "web"),
    Sample("13900000005", "陈女士", (("新生儿落户登记", 12.0),)),
    Sample("13900000006", "刘先生", (("住房公积金提取", 16.0),), "mobile"),
    Sample("13900000007", "孙女士", (("普通护照签发", 19.5), ("往来港澳通行证签发", 20.0))),
]


def _record_no(sample: Sample, index: int) -> str:
    return f"DEMO-{sample.phone[-4:]}-{index}"


FIRST_RECORD = _record_no(SAMPLES[0], 1)


def records(now: datetime) -> list[dict[str, object]]:
    """The samples as the API takes them, finished 2–20 h before `now`."""
    return [
        _record(sample, index, item, now - timedelta(hours=hours))
        for sample in SAMPLES
        for index, (item, hours) in enumerate(sample.matters, start=1)
    ]


def _record(sample: Sample, index: int, item: str, finished_at: datetime) -> dict[str, object]:
    return {
        "source_system": SOURCE,
        "record_no": _record_no(sample, index),
        "item_code": f"{ORG}2000117{sample.phone[-2:]}{index:03}",
        "item_name": item,
        "org_code": ORG,
        "area_code": AREA,
        "service_channel": sample.channel,
        "window_no": f"A{int(sample.phone[-2:]):02}" if sample.channel == "window" else None,
        "applicant_type": "person",
        "applicant_name": sample.name,
        "phone": sample.phone,
        "finished_at": finished_at.isoformat(timespec="seconds"),
    }
