"""What tickets say, in Chinese and English: learnt from labelled texts, measured on texts held out, and unsure where it should be."""

from fenhao.engine.text._alike import alike
from fenhao.engine.text._calibrate import (
    Limit,
    Scale,
    calibration_error,
    find_limit,
    fit_scale,
    likely_range,
)
from fenhao.engine.text._cold import CONTENT, TROUBLED, risk_of_meaning, risk_of_words
from fenhao.engine.text._folds import Fold, Held, Origins, deal, dealt
from fenhao.engine.text._grams import FAMILIES, PIECES_MAX, FloatArray, IntArray, Vocabulary, learn_vocabulary
from fenhao.engine.text._learn import (
    LABEL_MIN,
    LABELS_MAX,
    TARGETS,
    TEXTS_MIN,
    LearnRules,
    Lesson,
    examine,
    learn,
    lesson,
    teach,
)
from fenhao.engine.text._machine import Lines, need_learner
from fenhao.engine.text._model import (
    Confusion,
    Figures,
    Judgement,
    Kind,
    LabelFigures,
    Meaning,
    Step,
    Sureness,
    TextModel,
)
from fenhao.engine.text._plain import gist, is_chinese, plain, text_hash

__all__ = [
    "CONTENT",
    "FAMILIES",
    "LABELS_MAX",
    "LABEL_MIN",
    "PIECES_MAX",
    "TARGETS",
    "TEXTS_MIN",
    "TROUBLED",
    "Confusion",
    "Figures",
    "FloatArray",
    "Fold",
    "Held",
    "IntArray",
    "Judgement",
    "Kind",
    "LabelFigures",
    "LearnRules",
    "Lesson",
    "Limit",
    "Lines",
    "Meaning",
    "Origins",
    "Scale",
    "Step",
    "Sureness",
    "TextModel",
    "Vocabulary",
    "alike",
    "calibration_error",
    "deal",
    "dealt",
    "examine",
    "find_limit",
    "fit_scale",
    "gist",
    "is_chinese",
    "learn",
    "learn_vocabulary",
    "lesson",
    "likely_range",
    "need_learner",
    "plain",
    "risk_of_meaning",
    "risk_of_words",
    "teach",
    "text_hash",
]
