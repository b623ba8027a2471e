"""The only Qt."""

# Whatever has no Qt is imported before Qt: PySide reads the source of every module that is imported after it, in search of
# its own name, and a start would pay for that some sixty times.
import pos_assist.i18n.offer_texts
import pos_assist.shop  # noqa: F401
