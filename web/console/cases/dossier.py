"""The whole case as a paper: 转办单 to sign, then all that happened, and what is enclosed."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from evaluation.cases.words import Move
from evaluation.enclosures import PDF, Enclosure
from usecases.cases.view import Moment, Story
from web.console.cases import sheet
from web.console.cases.telling import Told, deadlines, number_of, told, until
from web.console.words import when
from web.paper.paper import GREY, WIDTH, Cell, Paper, sides
from web.paper.pictures import reduced

MOST_PHOTOS = 12
"""That are shown; further ones are only listed."""
LABEL, TIME, WHAT = 24.0, 36.0, 50.0
"""Millimetres of columns."""
SIGNED = 5
"""Lines that are left free to be filled in by hand."""

PARTS: Mapping[str, frozenset[Move]] = {
    "答复与回访": frozenset(
        {
            Move.ANSWER,
            Move.CALL_BACK,
            Move.CALL_BY_PHONE,
            Move.REOPEN,
            Move.REVISE,
            Move.ASK_CITIZEN,
            Move.CITIZEN_SAID,
        }
    ),
    "申诉复核": frozenset({Move.APPEAL, Move.REVIEW, Move.DECIDE}),
    "会商": frozenset({Move.CONSULT, Move.GIVE_OPINION, Move.CONCLUDE}),
    "协办": frozenset({Move.ADD_CO_HANDLER, Move.CO_ANSWER, Move.RELEASE_CO_HANDLER}),
}
"""What is put together from the story, in the order of its events."""


def photos_of(story: Story) -> tuple[Enclosure, ...]:
    """The enclosed photos that are shown."""
    return tuple(file for file in story.files if file.media_type != PDF)[:MOST_PHOTOS]


def dossier(story: Story, photos: Mapping[str, bytes | None], by: str) -> bytes:
    """The case as PDF, made for somebody called `by`; `photos` by their digest, None for one that is lost."""
    name = f"差评工单 {story.row.id}"
    paper = Paper(name, f"{name} · {by} 导出于 {when(story.now)}", story.now)
    _sheet(paper, story)
    paper.new_page()
    _complaints(paper, story)
    _deadlines(paper, story)
    for part, moves in PARTS.items():
        _part(paper, part, story, moves)
    _story(paper, [told(moment, story) for moment in story.moments])
    _enclosures(paper, story, photos)
    return paper.finish()


def _sheet(paper: Paper, story: Story) -> None:
    paper.title("差评转办单")
    for row in sheet.rows(story):
        text = WIDTH / len(row.cells) - LABEL
        cells = (Cell(*cell) for label, said in row.cells for cell in ((label, LABEL, GREY), (said, text)))
        paper.row(
            list(cells), least=SIGNED if row.to_sign and len(row.cells) == 1 else 2 if row.to_sign else 1
        )


def _complaints(paper: Paper, story: Story) -> None:
    paper.heading("服务对象说的")
    for said in story.said:
        if len(story.said) > 1:
            paper.row([Cell(f"第{number_of(story, said.id)}条", WIDTH)], lines=False)
        for fact in sheet.complaint_facts(said, story.case.complaints[said.id]):
            paper.row([Cell(fact.label, LABEL, GREY), Cell(fact.text, WIDTH - LABEL)], lines=False)
        paper.space(2)


def _deadlines(paper: Paper, story: Story) -> None:
    """Those that run, with their starts, and those that were kept or missed."""
    met = [
        (f"第{number_of(story, each.id)}条评价 答复", each.due, each.answered_at, story.start_of(each))
        for each in story.case.complaints.values()
        if each.due and each.answered_at
    ]
    running = list(deadlines(story))
    if not met and not running:
        return
    paper.heading("期限")
    for line in running:
        _in_columns(paper, line.label, line.deadline.words, line.start)
    for label, due, answered_at, start in met:
        kept = "超期答复" if due.is_over(answered_at) else "按期答复"
        words = f"{until(due.at)} · {when(answered_at)} {kept}"
        _in_columns(paper, label, words, f"自{when(start)}起算" if start else "")


def _in_columns(paper: Paper, label: str, words: str, start: str) -> None:
    paper.row([Cell(label, WHAT, GREY), Cell(words, WIDTH - 2 * WHAT), Cell(start, WHAT, GREY)])


def _part(paper: Paper, title: str, story: Story, moves: Collection[Move]) -> None:
    moments = [moment for moment in story.moments if moment.event.move in moves]
    if not moments:
        return
    paper.heading(title)
    for moment in moments:
        each = told(moment, story)
        paper.row(
            [
                Cell(when(each.at), TIME, GREY),
                Cell(f"{each.what}\n{each.who}", WHAT),
                Cell("\n".join(_texts(each)) or "无说明", WIDTH - TIME - WHAT),
            ]
        )


def _texts(each: Told) -> Iterable[str]:
    """What an event says beside who made it."""
    if each.facts:
        yield "；".join(each.facts)
    if each.words:
        yield each.words
    for file in each.files:
        yield f"附件：{file.name}（{_kilobytes(file)}）"


def _story(paper: Paper, events: Sequence[Told]) -> None:
    paper.heading(f"经过（{len(events)} 步）")
    for each in events:
        paper.keep_together(20)
        first = f"{each.what}　{each.change}" if each.change else each.what
        paper.row([Cell(when(each.at), TIME, GREY), Cell(first, WIDTH - TIME)], lines=False)
        paper.row([Cell(each.who, WIDTH - TIME, GREY)], lines=False, left=TIME)
        for text in _texts(each):
            paper.row([Cell(text, WIDTH - TIME)], lines=False, left=TIME)
        paper.space(2)


def _enclosures(paper: Paper, story: Story, photos: Mapping[str, bytes | None]) -> None:
    sent = [(moment, file) for moment in story.moments for file in moment.event.files]
    if not sent:
        return
    paper.new_page()
    paper.heading(f"附件（{len(sent)} 个）")
    for number, (moment, file) in enumerate(sent, start=1):
        _enclosure(paper, number, moment, file, photos)


def _enclosure(
    paper: Paper, number: int, moment: Moment, file: Enclosure, photos: Mapping[str, bytes | None]
) -> None:
    about = f"{number}. {file.name}（{_kilobytes(file)}，{when(moment.event.at)} 随申诉提交）"
    body = photos.get(file.digest)
    picture = reduced(body) if body else None
    paper.keep_together(14 + (sides(picture)[1] if picture else 0))
    paper.row([Cell(about, WIDTH)], lines=False)
    paper.row([Cell(f"SHA-256 {file.digest}", WIDTH, GREY)], lines=False, size=8)
    if picture:
        paper.picture(picture)
    else:
        paper.row([Cell(_not_shown(file, photos), WIDTH, GREY)], lines=False)


def _not_shown(file: Enclosure, photos: Mapping[str, bytes | None]) -> str:
    if file.media_type == PDF:
        return "PDF 文件，请在工单页面打开。"
    if file.digest not in photos:
        return "没有印出，请在工单页面打开。"
    if photos[file.digest] is None:
        return "附件文件夹里找不到这个文件。"
    return "图片无法显示：文件已损坏、被截断或尺寸过大，请在工单页面下载原件。"


def _kilobytes(file: Enclosure) -> str:
    return f"{-(-file.size // 1000)} KB"
