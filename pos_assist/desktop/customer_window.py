"""The customer's screen: the order, what is saved, the total, one offer with its exact price; then money and change; then a
welcome. It never takes the focus, since a scan would go with it, and shows nothing that is meant for staff."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent, QPixmap, QScreen
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.item_pictures import LARGE, ItemPictures, paint_picture
from pos_assist.desktop.shared.painting import CENTER, RIGHT, box, draw_text, fit, money, plus_money, wrap
from pos_assist.desktop.shared.theme import colors
from pos_assist.i18n.translate import Speaker, language
from pos_assist.services.customer_display import CustomerView, ShownOffer

PAID_MS = 5_000  # how long money and change stay
_BASE = 768  # the height that the sizes below are for


def screen_text(screen: QScreen) -> str:
    """How a screen is remembered: name, serial number, place and size."""
    g = screen.geometry()
    return "|".join((screen.name(), screen.serialNumber(), f"{g.x()},{g.y()},{g.width()},{g.height()}"))


def find_screen(text: str, *others: QScreen | None) -> QScreen | None:
    """The screen that was meant, never one of the others (the till's own, one that is going); None while it is not there. Its index says nothing: it changes with
    every plug. Of several with one name that with the serial number, then that in the same place."""
    name, serial, place = [*text.split("|"), "", ""][:3]
    mine = [x for x in QGuiApplication.screens() if x not in others and x.name() == name]
    for key in (serial and (lambda x: x.serialNumber() == serial), lambda x: screen_text(x).endswith("|" + place)):
        same = [x for x in mine if key and key(x)]
        if same:
            return same[0]
    return mine[0] if mine else None


class CustomerScreen(QObject):
    """Keeps the window on its screen while that is there. `pictures`: a folder with `CODE.png` for items and `welcome.png`."""

    def __init__(self, till: QWidget, shop: str, pictures: Path) -> None:
        super().__init__()
        self._till, self._shop, self._pictures = till, shop, pictures
        self._meant = ""
        self._view = CustomerView()
        self.window: CustomerWindow | None = None
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        self._app = app
        app.screenAdded.connect(self._look)
        app.screenRemoved.connect(self._gone)

    def use(self, meant: str) -> None:
        """Show it on that screen (`screen_text`); empty: nowhere."""
        self._meant = meant
        self._look()

    def show_view(self, view: CustomerView) -> None:
        """Show the view on the customer's screen."""
        self._view = view
        if self.window:
            self.window.show_view(view)

    def close(self) -> None:
        """Close the customer's window for good."""
        self._app.screenAdded.disconnect(self._look)
        self._app.screenRemoved.disconnect(self._gone)
        self._meant = ""
        self._look()

    def _gone(self, screen: QScreen) -> None:
        """A screen is going; Qt would move its windows onto the till's."""
        self._look(going=screen)

    def _look(self, _added: QScreen | None = None, *, going: QScreen | None = None) -> None:
        screen = find_screen(self._meant, self._till.screen(), going) if self._meant else None
        if screen is None:
            if self.window:
                self.window.allow_close()
                self.window.deleteLater()
                self.window = None
            return
        if self.window is None:
            self.window = CustomerWindow(self._shop, self._pictures)
            self.window.show_view(self._view)
        self.window.setScreen(screen)
        self.window.setGeometry(screen.geometry())
        self.window.show()


class CustomerWindow(QWidget):
    """The customer's window: one painted sheet with the order and its total."""

    def __init__(self, shop: str, pictures: Path) -> None:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
        super().__init__(None, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setWindowTitle(shop)
        self.view = CustomerView(language=language())
        self._say = Speaker(self.view.language)
        self._shop, self._pictures = shop, pictures
        self._may_close = False
        self._items = ItemPictures(pictures, self)
        self._items.refresh()
        self._items.arrived.connect(lambda _code: self.update())
        self._welcome: QPixmap | None = None  # not looked for yet
        self._thanks = QTimer(self, singleShot=True, interval=PAID_MS)
        self._thanks.timeout.connect(lambda: self._show(CustomerView(language=self.view.language)))

    def show_view(self, view: CustomerView) -> None:
        """Show that view; money and change for five seconds, unless the next order begins before."""
        if view.paid is not None and view == self.view:
            return
        self._thanks.stop()
        if view.paid is not None:
            self._thanks.start()
        self._show(view)

    def allow_close(self) -> None:
        """The till closes it; nobody else can."""
        self._may_close = True
        self._thanks.stop()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 — Qt's name
        """Refuse to close unless the till closes the window."""
        if not self._may_close:
            event.ignore()

    def _show(self, view: CustomerView) -> None:
        if view != self.view:
            if view.language != self.view.language:
                self._say = Speaker(view.language)
            self.view = view
            if view.idle:
                self._items.refresh()
            self.update()

    # -- painting ----------------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the order, the thanks or the welcome."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        p.fillRect(self.rect(), c.ground)
        if self.view.paid is not None:
            self._paint_paid(p, self.view.paid)
        elif self.view.idle:
            self._paint_welcome(p)
        else:
            self._paint_order(p)
        p.end()

    def _px(self, size: int) -> int:
        return max(8, round(size * min(self.height() / _BASE, self.width() / 1024)))

    def _paint_order(self, p: QPainter) -> None:
        c, u, view = colors(), self._px, self.view
        edge = u(32)
        wide = round(self.width() * (0.6 if view.offer else 1)) - edge - (edge // 2 if view.offer else edge)
        paper = QRect(edge, edge, wide, self.height() - 2 * edge)
        box(p, paper, c.surface, c.line, radius=u(14))
        inside = paper.adjusted(u(28), u(20), -u(28), -u(20))
        high, y = u(62), inside.top()
        if view.more:
            draw_text(
                p,
                QRect(inside.left(), y, inside.width(), u(30)),
                self._say.tr("… and {n} above", n=view.more),
                u(18),
                c.dim,
            )
            y += u(30)
        for shown in view.lines:
            amount = money(shown.price)
            row = QRect(inside.left(), y, inside.width(), high)
            if shown.with_tax is None:
                draw_text(p, row, amount, u(28), c.ink, align=RIGHT)
            else:
                gross = self._say.tr("with tax {price}", price=money(shown.with_tax))
                draw_text(p, row.adjusted(0, 0, 0, -u(22)), amount, u(26), c.ink, align=RIGHT)
                draw_text(p, row.adjusted(0, u(32), 0, 0), gross, u(16), c.dim, align=RIGHT)
            name = f"{shown.title} ×{shown.qty}" if shown.qty > 1 else shown.title
            row.setWidth(inside.width() - u(150))
            draw_text(p, row, name, fit(name, row.width(), (u(28), u(24), u(20))), c.ink)
            y += high
        foot = QRect(inside.left(), inside.bottom() - u(110), inside.width(), u(110))
        added = any(x.with_tax is not None for x in view.lines)
        if view.saving:
            words = self._say.tr("You save, before tax") if added else self._say.tr("You save")
            saved = QRect(foot.left(), foot.top() - u(50), foot.width(), u(50))
            draw_text(p, saved, words, u(26), c.saving, bold=True)
            draw_text(p, saved, money(-view.saving), u(30), c.saving, bold=True, align=RIGHT)
        p.fillRect(foot.left(), foot.top(), foot.width(), 2, c.line)
        total = self._say.tr("Total with tax") if added else self._say.tr("Total")
        draw_text(p, foot, total, u(32), c.ink, bold=True)
        draw_text(p, foot, money(view.total), u(72), c.ink, bold=True, align=RIGHT)
        if view.offer:
            left = paper.right() + edge // 2 + edge // 2
            self._paint_offer(p, QRect(left, edge, self.width() - left - edge, self.height() - 2 * edge), view.offer)

    def _paint_offer(self, p: QPainter, area: QRect, offer: ShownOffer) -> None:
        c, u = colors(), self._px
        box(p, area, c.accent_soft, c.line, radius=u(14))
        inside = area.adjusted(u(24), u(24), -u(24), -u(24))
        draw_text(
            p,
            QRect(inside.left(), inside.top(), inside.width(), u(36)),
            self._say.tr("With it?"),
            u(22),
            c.accent_ink,
            bold=True,
            align=CENTER,
        )
        y = inside.top() + u(48)
        picture = self._items.of(offer.item, LARGE)
        if picture:
            side = min(inside.width(), u(280))
            paint_picture(p, QRect(inside.center().x() - side // 2, y, side, side), picture)
            y += side + u(20)
        else:
            y += max(u(20), (inside.height() - u(360)) // 2)  # in the middle of the sheet
        px, title = self._title(offer.title, inside.width())
        for text in title:
            row = QRect(inside.left(), y, inside.width(), u(48))
            draw_text(p, row, text, fit(text, inside.width(), (px, u(22)), True), c.ink, bold=True, align=CENTER)
            y += u(48)
        draw_text(
            p,
            QRect(inside.left(), y + u(8), inside.width(), u(84)),
            plus_money(offer.adds),
            u(60),
            c.accent_ink,
            bold=True,
            align=CENTER,
        )
        if offer.saving:
            saved = self._say.tr("{amount} off as a set", amount=money(offer.saving))
            draw_text(
                p,
                QRect(inside.left(), y + u(100), inside.width(), u(40)),
                saved,
                u(24),
                c.saving,
                bold=True,
                align=CENTER,
            )

    def _title(self, text: str, space: int) -> tuple[int, list[str]]:
        """A title in lines that part no word where a smaller size spares it."""
        for size in (34, 30, 26, 22):
            if lines := wrap(text, space, self._px(size), True, limit=2, kindly=True):
                return self._px(size), lines
        return self._px(22), wrap(text, space, self._px(22), True, limit=3) or [text]

    def _paint_paid(self, p: QPainter, paid: tuple[int, int]) -> None:
        c, u = colors(), self._px
        given, change = paid
        middle = QRect(u(120), self.height() // 2 - u(220), self.width() - 2 * u(120), u(440))
        box(p, middle, c.surface, c.line, radius=u(18))
        inside = middle.adjusted(u(48), u(32), -u(48), -u(32))
        for i, (words, amount, size) in enumerate(
            (
                (self._say.tr("Total"), self.view.total, 34),
                (self._say.tr("Received"), given, 34),
                (self._say.tr("Change"), change, 72),
            )
        ):
            row = QRect(inside.left(), inside.top() + i * u(76), inside.width(), u(76) if i < 2 else u(130))
            draw_text(p, row, words, u(34), c.ink if i == 2 else c.dim, bold=i == 2)
            draw_text(p, row, money(amount), u(size), c.ink, bold=i == 2, align=RIGHT)
        thanks = QRect(inside.left(), inside.bottom() - u(56), inside.width(), u(56))
        words = self._say.tr("Thank you very much")
        if self.view.with_card:
            words = self._say.tr("Thank you for using your member card")
        sizes = (u(30), u(26), u(22), u(18))
        draw_text(p, thanks, words, fit(words, thanks.width(), sizes, True), c.accent_ink, bold=True, align=CENTER)

    def _paint_welcome(self, p: QPainter) -> None:
        c, u = colors(), self._px
        picture = self._welcome_picture()
        if picture:
            size = picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            p.drawPixmap(
                QRect(
                    (self.width() - size.width()) // 2,
                    (self.height() - size.height()) // 2,
                    size.width(),
                    size.height(),
                ),
                picture,
            )
            return
        middle = self.height() // 2
        p.fillRect(0, middle - u(130), self.width(), u(230), c.accent)
        draw_text(
            p, QRect(0, middle - u(110), self.width(), u(110)), self._shop, u(64), c.on_accent, bold=True, align=CENTER
        )
        draw_text(p, QRect(0, middle, self.width(), u(70)), self._say.tr("Welcome"), u(34), c.on_accent, align=CENTER)

    def _welcome_picture(self) -> QPixmap | None:
        """The shop's own welcome; None where there is none."""
        if self._welcome is None:
            self._welcome = QPixmap(str(self._pictures / "welcome.png"))
        return None if self._welcome.isNull() else self._welcome
