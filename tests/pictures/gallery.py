"""All parts, states and sizes on one page, to be laid beside the mock of the parts."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import CLASS_LABEL, UNJUDGED_LABEL, VERDICTS
from app.ui.parts.banner import Banner, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, class_look, state_look, verdict_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.flow import FlowLayout
from app.ui.parts.inputs import Chooser, SearchField, TextLine
from app.ui.parts.progress import ProgressPanel
from app.ui.parts.text import KeyBox, Label, Pill, rule
from app.ui.parts.ticks import CheckBox


class Gallery(QWidget):
    """1600 × 830."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg")
        self.resize(1600, 830)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        columns = (
            (self._verdicts, self._progress, self._status),
            (self._inputs, self._banners, self._empty),
            (self._classes, self._types),
        )
        for makers in columns:
            column = QVBoxLayout()
            column.setSpacing(12)
            for make in makers:
                column.addWidget(make())
            column.addStretch(1)
            row.addLayout(column, 1)

    def _card(self, title: str) -> tuple[QFrame, QVBoxLayout]:
        card = QFrame(self)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(Label(title, card, bold=True))
        return card, column

    def _verdicts(self) -> QFrame:
        card, column = self._card("判定　色・印・言葉をいつも一緒に")
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        for place, verdict in enumerate(VERDICTS):
            grid.addWidget(KeyBox(verdict.key, card), place, 0)
            grid.addWidget(Chip(verdict_look(verdict.code), card), place, 1)
            grid.addWidget(Label(verdict.label, card), place, 2)
        grid.addWidget(KeyBox("0", card), len(VERDICTS), 0)
        grid.addWidget(Chip(verdict_look(None), card), len(VERDICTS), 1)
        grid.addWidget(Label(UNJUDGED_LABEL, card), len(VERDICTS), 2)
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(32)
        column.addLayout(grid)
        return card

    def _classes(self) -> QFrame:
        card, column = self._card("類型と状態")
        for looks in (
            [class_look(c) for c in CLASS_LABEL if c != "outside"],
            [
                verdict_look(None, conflict=True),
                state_look("再確認", "warn"),
                state_look("下書き", "warn"),
                state_look("採用中", "done", "✓"),
                state_look("仮番", "neutral"),
                state_look("重点", "soft", "★"),
            ],
        ):
            holder = QWidget(card)
            flow = FlowLayout(holder, gap=8)
            for look in looks:
                flow.addWidget(Chip(look, holder))
            holder.setFixedHeight(flow.heightForWidth(460))
            column.addWidget(holder)
        return card

    def _inputs(self) -> QFrame:
        card, column = self._card("押すもの・書くもの")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Button("主な操作", card, kind="main"))
        row.addWidget(Button("ふつう", card))
        row.addWidget(Button("控えめ", card, kind="quiet"))
        row.addWidget(Button("文字だけ", card, kind="link"))
        pale = Button("押せない", card)
        pale.set_usable(False, "押せない理由を言葉で添える")
        row.addWidget(pale)
        row.addWidget(Label("押せない理由を言葉で添える", card, tone="text2", size="remark"))
        row.addStretch(1)
        column.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(TextLine(card, hint="記入してください", name="記入"))
        self.focused = TextLine(card, name="記入")
        self.focused.setText("フォーカス中")
        row.addWidget(self.focused)
        column.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(8)
        wrong = TextLine(card, name="記入")
        wrong.setText("10114")
        wrong.setProperty("problem", True)
        row.addWidget(wrong)
        row.addWidget(ThemedIcon("error", "error_line", card))
        row.addWidget(Label("7桁で入れてください。候補 0010114", card, tone="error", size="remark"))
        column.addLayout(row)
        column.addWidget(SearchField("要件を絞り込む", card, key="F"))
        facets = FacetBar((("all", "すべて"), ("undecided", "未判定"), ("gap", "差異あり")), (), card)
        facets.set_counts({"all": 197, "undecided": 69, "gap": 19})
        column.addWidget(facets)
        row = QHBoxLayout()
        row.setSpacing(8)
        chooser = Chooser(card, name="現行")
        chooser.fill([("a", "業務運用の見直し"), ("b", "なし（手作業）")])
        row.addWidget(chooser)
        box = CheckBox("採用する", card)
        box.setChecked(True)
        row.addWidget(box)
        for part in (KeyBox("Ctrl+K", card), Pill(12, card), Pill(1234, card)):
            row.addWidget(part)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _banners(self) -> QFrame:
        card, column = self._card("知らせる帯　何が・どこで・どうする")
        for tone, what, where, action in (
            ("info", "第1.1版 は採用していません（公表）", "採用すると比較分析で使います。", "この版を採用する"),
            ("done", "412 操作を取り込みました", "競合 2 件を残しています", "競合を見る"),
            ("warn", "二人以上の判定がちがいます", "0010143 の判定", "その場所へ"),
            ("error", "ほかの人がこのファイルを書いています", "市民課 佐藤 花子 13:40 から", "読むだけで開く"),
        ):
            column.addWidget(Banner(tone, what, where, card, action=action, press=self.update))
        return card

    def _empty(self) -> QFrame:
        card, column = self._card("空のとき　次の一歩を出す")
        buttons = (Button("標準仕様を取り込む…", card, kind="main"), Button("版を採用する", card))
        column.addWidget(
            EmptyState(
                "comparison", "まだ比べる標準仕様がありません", "取り込むとここで判定できます。", card, buttons=buttons
            )
        )
        return card

    def _progress(self) -> QFrame:
        card, column = self._card("長い仕事　画面は使えるまま")
        panel = ProgressPanel("標準仕様を取り込んでいます", card, stop=self.update)
        panel.advance(12604, 20000, "024 国民健康保険")
        column.addWidget(panel)
        return card

    def _status(self) -> QFrame:
        card, column = self._card("下の帯　いつも左に出る一言")
        for icon, token, text, remark in (
            ("check", "done_line", "保存済み 14:03", "ふだん"),
            ("clock", "text2", "書き込み中", "0.5 秒を超えたときだけ"),
            ("note", "warn_line", "下書き 1 件を戻せます", "前回 途中で終わった"),
            ("error", "error_line", "書き込めません　空きが足りません", "押すとどうするか"),
            ("lock", "text2", "読むだけ", "相手と時刻は帯に"),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(ThemedIcon(icon, token, card))
            row.addWidget(Label(text, card))
            row.addStretch(1)
            row.addWidget(Label(remark, card, tone="text2", size="remark"))
            column.addLayout(row)
        return card

    def _types(self) -> QFrame:
        card, column = self._card("文字の大きさ")
        for size, text, remark in (
            ("object", "発行番号", "読む対象の名前　18"),
            ("screen", "比較分析", "画面の名前　16"),
            ("reading", "証明書に記載できること。", "要件の本文　15"),
            ("todo", "次にすること", "ほかの文　14"),
            ("", "住民情報システム　利用中", "表・入力・操作　13"),
            ("remark", "初出 2025-10-21　市民課", "添え書き（これより小さくしない）　12"),
        ):
            row = QHBoxLayout()
            row.addWidget(Label(text, card, size=size, bold=size in ("object", "screen")))
            row.addStretch(1)
            row.addWidget(Label(remark, card, tone="text2", size="remark"))
            column.addLayout(row)
            column.addWidget(rule(card))
        return card
