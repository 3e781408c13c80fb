"""The one table of actions: menus, palette, list of keys, help and tests read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from app.ui.parts.text import amp, tip
from app.ui.theme import look


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. ``shortcut`` is Qt's portable text; ``where`` "window" works everywhere, otherwise the place whose
    list takes the key itself (single letters and digits must never fire while somebody writes).

    ``needs`` are words the window answers: open, writable, undo, redo, item, adopted.
    """

    id: str
    text: str
    shortcut: str
    icon: str
    needs: tuple[str, ...]
    help: str
    where: str = "window"


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("palette", "さがす・操作する", "Ctrl+K", "search", (), "要件、現行の機能、操作をことばで探します。"),
    ActionSpec("go.home", "ホームへ", "Alt+0", "home", ("open",), "次にすることと、業務ごとの進みを見ます。"),
    ActionSpec("go.standard", "標準仕様へ", "Alt+1", "standard", ("open",), "国の標準仕様を読む画面へ移ります。"),
    ActionSpec(
        "go.survey", "現行調査へ", "Alt+2", "table", ("open",), "いま使っているシステム・機能などを一覧に書きます。"
    ),
    ActionSpec(
        "go.comparison", "比較分析へ", "Alt+3", "comparison", ("open",), "標準と現行を比べて判定する画面へ移ります。"
    ),
    ActionSpec(
        "go.register", "課題・決定へ", "Alt+4", "flag", ("open",), "課題をどう解くかを決め、決定を残す画面へ移ります。"
    ),
    ActionSpec("go.linkmap", "連携図へ", "Alt+5", "graph", ("open",), "業務やシステムのつながりを図で見ます。"),
    ActionSpec("go.merge", "集約へ", "Alt+7", "inbox", ("open",), "届いたものと、食い違う値（競合）を見て決めます。"),
    ActionSpec("go.meeting", "会議へ", "Alt+8", "meeting", ("open",), "会議を準備し、投影しながら記録します。"),
    ActionSpec(
        "go.transition", "過渡期へ", "Alt+6", "transition", ("open",), "移行の時期をずらすと何が変わるかを見ます。"
    ),
    ActionSpec("go.handin", "様式・報告へ", "Alt+9", "file", ("open",), "調査の様式と報告を見てから書き出します。"),
    ActionSpec("undo", "元に戻す", "Ctrl+Z", "undo", ("writable", "undo"), "最後に記録したことを元に戻します。"),
    ActionSpec("redo", "やり直す", "Ctrl+Y", "redo", ("writable", "redo"), "元に戻したことをやり直します。"),
    ActionSpec("open", "ファイルを開く…", "Ctrl+O", "folder", (), "作業ファイル（.fitgap）を開きます。"),
    ActionSpec("new", "新しく始める…", "Ctrl+N", "plus", (), "団体の作業ファイルを新しく作ります。"),
    ActionSpec("sample", "みほん市で試す", "", "star", (), "記入済みの見本の市を開きます。"),
    ActionSpec(
        "import",
        "標準仕様を取り込む…",
        "Ctrl+I",
        "download",
        ("open", "writable"),
        "公表された Excel を読み取り、確かめてから取り込みます。",
    ),
    ActionSpec(
        "export",
        "様式・報告を書き出す…",
        "Ctrl+E",
        "download",
        ("open",),
        "調査の様式（Excel）、状況のページ、決裁事項、課題一覧をフォルダーに書き出します。",
    ),
    ActionSpec(
        "export.state",
        "状況のページを書き出す…",
        "",
        "download",
        ("open",),
        "比較分析の進み具合を一枚のページにします。",
    ),
    ActionSpec(
        "checks",
        "点検",
        "Ctrl+Shift+K",
        "check",
        ("open",),
        "判定の抜け、法令上確かめること、契約や予算の抜けなどを一覧で見ます。",
    ),
    ActionSpec(
        "parcel.hand",
        "部署へ渡すパッケージを作る…",
        "",
        "download",
        ("open", "writable"),
        "部署ごとに、所管業務の記録と版を一つのファイルにします。",
    ),
    ActionSpec(
        "parcel.take",
        "返ってきたパッケージを取り込む…",
        "",
        "download",
        ("open", "writable"),
        "部署から返ってきた記録を、確かめてから一度に取り込みます。",
    ),
    ActionSpec(
        "parcel.return",
        "事務局へ返すパッケージを作る…",
        "",
        "file",
        ("open", "writable"),
        "部署の作業用コピーに書いたものを、事務局へ返すファイルにします。",
    ),
    ActionSpec(
        "city.add",
        "他団体と見比べる…",
        "",
        "inbox",
        ("open",),
        "同じ標準を比べている団体の判定を、読むだけで横に並べます。",
    ),
    ActionSpec(
        "sheet.send",
        "Excelで回答してもらう…",
        "",
        "table",
        ("open", "writable"),
        "この道具を使わない課のために、答えを書き込める Excel を作ります。",
    ),
    ActionSpec(
        "sheet.return",
        "回答済みのExcelを取り込む…",
        "",
        "download",
        ("open", "writable"),
        "戻ってきた Excel の変わったところだけを、確かめてから反映します。",
    ),
    ActionSpec(
        "issue.new", "新しい課題を書く…", "", "flag", ("open", "writable"), "差異に限らず、解くべきことを登録します。"
    ),
    ActionSpec(
        "meeting.new",
        "会議を準備する…",
        "",
        "meeting",
        ("open", "writable"),
        "絞り込みから議題を作ります。",
    ),
    ActionSpec(
        "past",
        "この項目の経緯…",
        "Ctrl+Shift+H",
        "clock",
        ("open",),
        "選んでいる項目を、だれが、いつ、何に変えてきたかを見ます。",
    ),
    ActionSpec("find", "この画面の一覧を絞り込む", "Ctrl+F", "search", ("open",), "一覧の上の欄へ移ります。"),
    ActionSpec(
        "adopt",
        "この版を採用する",
        "",
        "adopt",
        ("open", "writable", "not-adopted"),
        "表示中の版をこの業務の判定に使います。",
    ),
    ActionSpec("backup", "控えを取る", "", "file", ("open", "writable"), "作業ファイルの控えをいま作ります。"),
    ActionSpec(
        "erase",
        "書いてはいけない文字を消す…",
        "",
        "warning",
        ("open", "writable"),
        "個人番号などを、記録・下書き・控えから ■ に置き換えて消します。元に戻せません。",
    ),
    ActionSpec("who", "別の人に交代…", "", "person", ("open",), "記録に残す所属・氏名を替えます。"),
    ActionSpec("theme.light", "明るい配色にする", "", "theme", (), "白い地に濃い字で表示します。"),
    ActionSpec("theme.dark", "暗い配色にする", "", "theme", (), "暗い地に明るい字で表示します。"),
    ActionSpec("theme.auto", "配色をパソコンの設定に合わせる", "", "theme", (), "Windows などの設定に従います。"),
    ActionSpec(
        "detailed",
        "判定を詳細の9区分・簡易の3区分に切り替える",
        "",
        "comparison",
        ("open",),
        "キー 1～9 の判定の出し方を替えます。記録は失われません。",
    ),
    ActionSpec(
        "marks", "標準だけにある語の印を付ける・消す", "", "note", ("open",), "対応付けた現行にない語に色を付けます。"
    ),
    ActionSpec(
        "bulk.prohibited",
        "実装不可で現行のないものをまとめて判定…",
        "",
        "check",
        ("open", "writable", "adopted"),
        "該当する要件を示し、確かめてから一度に記録します。",
    ),
    ActionSpec(
        "vendor.import",
        "ベンダの回答を取り込む…",
        "",
        "download",
        ("open", "writable", "adopted"),
        "ベンダから届いた一覧（Excel・CSV）を、列の名前や並びのまま読み取ります。",
    ),
    ActionSpec(
        "vendor.agreement",
        "ベンダとの一致を見る",
        "",
        "check",
        ("open", "adopted"),
        "ベンダの回答と判定が食い違う項目を一覧にします。",
    ),
    ActionSpec("help", "この画面の使い方", "F1", "help", (), "いまの画面の使い方とキーの一覧を出します。"),
    ActionSpec("quit", "終わる", "Ctrl+Q", "close", (), "窓を閉じます。記録したものは保存済みです。"),
    # keys of the list of 比較分析
    ActionSpec(
        "judge",
        "判定を記録して次へ",
        "1～9",
        "",
        (),
        "その要件に判定を記録し、次の未判定へ進みます。全角の数字でも同じです。",
        "comparison",
    ),
    ActionSpec("unjudge", "未判定に戻す", "0", "", (), "判定を取り消して未判定にします。", "comparison"),
    ActionSpec("fields", "差異の内容などを書く", "Enter", "", (), "下の記入欄へ移ります。", "comparison"),
    ActionSpec(
        "record",
        "記入を記録して次へ",
        "Ctrl+Enter",
        "",
        (),
        "記入欄の内容を記録し、次の未判定へ進みます。",
        "comparison",
    ),
    ActionSpec("memo", "メモを書く", "M", "", (), "メモ欄へ移ります。", "comparison"),
    ActionSpec("filter", "要件を絞り込む", "F", "", (), "絞り込みの欄へ移ります。", "list"),
    ActionSpec("map", "現行を対応付ける", "A", "", (), "いまの業務の機能を探して対応付けます。", "comparison"),
    ActionSpec("take", "先頭の候補を対応付ける", "Space", "", (), "いちばん近い候補を対応付けます。", "comparison"),
    ActionSpec("dispose", "対応方針を選ぶ", "D", "", (), "選べないものは理由と条項を示します。", "comparison"),
    ActionSpec(
        "issue", "課題にする・課題を開く", "G", "", (), "その要件の課題を作るか、あれば開きます。", "comparison"
    ),
    ActionSpec(
        "leave", "一覧へ戻る", "Esc", "", (), "記入欄から一覧へ戻ります。書いたものは下書きに残ります。", "comparison"
    ),
    ActionSpec("fold", "大項目を閉じる・開く", "← →", "", (), "いまの大項目の要件を隠したり出したりします。", "list"),
    ActionSpec("issue.edit", "課題を書き直す", "Enter", "", (), "件名、内容、期限などを書き直します。", "register"),
    ActionSpec("issue.dispose", "対応方針を選ぶ", "D", "", (), "選べないものは理由と条項を示します。", "register"),
    ActionSpec("issue.option", "対応案を加える", "O", "", (), "並べて比べる案を書きます。", "register"),
    ActionSpec("issue.decide", "決定を記録する", "K", "", (), "だれがいつ何を決めたかを残します。", "register"),
    ActionSpec("issue.add", "新しい課題を書く", "N", "", (), "差異に限らず、解くべきことを登録します。", "register"),
    ActionSpec("issue.filter", "課題を絞り込む", "F", "", (), "絞り込みの欄へ移ります。", "register"),
    ActionSpec("conflict.take", "採る値を選ぶ", "1 2 …", "", (), "番号の値に印を付け、理由の欄へ移ります。", "merge"),
    ActionSpec("conflict.reason", "理由を書く・決める", "Enter", "", (), "決めて次の競合へ進みます。", "merge"),
    ActionSpec("meet.begin", "会議を始める・投影する", "F5", "", (), "投影する窓を開きます。", "meeting"),
    ActionSpec("meet.next", "次の議題・前の議題", "N P", "", (), "→ と ← でも進みます。", "meeting"),
    ActionSpec("meet.page", "続きのページ", "PageDown", "", (), "なければ次の議題へ。リモコンも使えます。", "meeting"),
    ActionSpec("meet.judge", "判定を記録", "1～9 0", "", (), "会議の判定として時刻と決めた人を残します。", "meeting"),
    ActionSpec("meet.home", "持ち帰る", "H", "", (), "だれがいつまでに何をするかを残します。", "meeting"),
    ActionSpec("meet.decide", "決定を記録する", "D", "", (), "課題の決定として残します。", "meeting"),
    ActionSpec("meet.comment", "アドバイザーの意見", "C", "", (), "判定に触れない別の層に残ります。", "meeting"),
    ActionSpec("meet.note", "発言を残す", "M", "", (), "会議録に残ります。", "meeting"),
    ActionSpec("meet.who", "決めた人を替える", "K", "", (), "判定を決めた人の欄へ移ります。", "meeting"),
    ActionSpec("meet.hide", "投影を止める・出す", "Space", "", (), "休憩のあいだなどに使います。", "meeting"),
    ActionSpec("meet.papers", "会議録を書き出す", "W", "", (), "会議録か、持ち帰りの一覧を作ります。", "meeting"),
    ActionSpec("meet.end", "会議を終える", "E", "", (), "終わりの時刻を残します。", "meeting"),
    ActionSpec("walk", "となりの相手を選ぶ", "← → ↑ ↓", "", (), "矢印の向きにいちばん近い相手を選びます。", "linkmap"),
    ActionSpec("centre", "選んだ相手を中心にする", "Enter", "", (), "その相手のまわりを描き直します。", "linkmap"),
    ActionSpec("review.write", "連携検討表に書く", "打つ／F2", "", (), "検討要否から備考までを書きます。", "linkmap"),
    ActionSpec("review.sign", "検討要否を選ぶ", "F4", "", (), "〇・×・- から選びます。", "linkmap"),
    ActionSpec("review.leave", "候補の欄へ移る", "F6", "", (), "表の下の「候補を採る」へ移ります。", "linkmap"),
    ActionSpec("try", "移行時期を 1 か月ずらして試す", "← →", "", (), "記録はしません。Esc でやめます。", "transition"),
    ActionSpec("try.type", "移行時期を書いて試す", "Enter", "", (), "令和8年度末、未定 なども書けます。", "transition"),
    ActionSpec("zoom", "大きく・小さくする、全体を入れる", "+ - 0", "", (), "図の大きさを替えます。", "linkmap"),
    ActionSpec("cell.write", "セルを書き換える", "打つ／F2", "", (), "打つと上書き、F2 は続きから書きます。", "survey"),
    ActionSpec("cell.choose", "選択肢から選ぶ", "Alt+↓", "", (), "選択肢のある欄で一覧を開きます。", "survey"),
    ActionSpec("cell.next", "下・右のセルへ", "Enter Tab", "", (), "Shift を押すと上・左へ移ります。", "survey"),
    ActionSpec("cell.copy", "写す・切り取る・貼り付ける", "Ctrl+C X V", "", (), "表計算とやり取りします。", "survey"),
    ActionSpec("cell.fill", "下へ複写する", "Ctrl+D", "", (), "選んだ範囲の一番上を下へ写します。", "survey"),
    ActionSpec("cell.clear", "セルを消す", "Delete", "", (), "選んだセルを空にします。", "survey"),
    ActionSpec("cell.check", "次の確かめるセルへ", "F8", "", (), "書き込めなかったセルを順に見ます。", "survey"),
    ActionSpec("cell.leave", "表の外へ出る", "F6", "", (), "表から次の部品へ移ります。", "survey"),
    ActionSpec("finding.next", "次の確かめることへ", "F8", "", (), "取り込みの確かめることを順に見ます。", "import"),
)
ACTION: dict[str, ActionSpec] = {spec.id: spec for spec in ACTIONS}


class Actions(QObject):
    """The QActions of the window, made from the table; ``enabled`` answers the words of ``needs``."""

    def __init__(self, parent: QObject, runs: dict[str, Callable[[], object]], enabled: Callable[[str], bool]) -> None:
        super().__init__(parent)
        self._enabled = enabled
        self._made: dict[str, QAction] = {}
        for spec in ACTIONS:
            if spec.where != "window":
                continue
            action = QAction(amp(spec.text), self)
            action.setObjectName(spec.id)
            if spec.shortcut:
                keys = [QKeySequence(spec.shortcut)]
                if spec.id == "redo":
                    keys.append(QKeySequence("Ctrl+Shift+Z"))
                action.setShortcuts(keys)
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setToolTip(tip(spec.help))
            action.triggered.connect(_Run(runs[spec.id]))
            self._made[spec.id] = action
        self._dress()
        look.notifier().changed.connect(self._dress)
        self.refresh()

    def _dress(self) -> None:
        for name, action in self._made.items():
            if icon := ACTION[name].icon:
                action.setIcon(look.icon(icon))

    def refresh(self) -> None:
        """Asks again what can be done now."""
        for name, action in self._made.items():
            action.setEnabled(all(self._enabled(word) for word in ACTION[name].needs))

    def get(self, name: str) -> QAction:
        """One action."""
        return self._made[name]

    def all(self) -> list[QAction]:
        """All actions of the window, in table order."""
        return list(self._made.values())


class _Run:
    """Drops the ``checked`` argument that ``triggered`` brings."""

    def __init__(self, run: Callable[[], object]) -> None:
        self._run = run

    def __call__(self, _checked: bool = False) -> None:
        self._run()
