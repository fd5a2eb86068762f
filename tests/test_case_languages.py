"""A case in each of the eleven languages, from two short articles to networks."""

import pytest

from shieldtalks import cli, load_corpus
from shieldtalks.discourse import network
from shieldtalks.statements import changed_cells, position_matrix
from tests.test_newcase import code, statements_of

# For each language: a headline, three sentences on a dam, and two ministries.
TEXTS = {
    "en": ("Dam divides the valley", "The northern ministry wants the dam. The southern one is "
           "against it. “We fear for our water,” said its speaker.", "North", "South"),
    "de": ("Der Damm spaltet das Tal", "Das Ministerium im Norden will den Damm am 4. März bauen. "
           "Das Ministerium im Süden ist dagegen. „Wir fürchten um unser Wasser“, sagte der "
           "Sprecher.", "Nordministerium", "Südministerium"),
    "fr": ("Le barrage divise la vallée", "Le ministère du Nord veut le barrage. Élus et pêcheurs "
           "du Sud n’en veulent pas. « Nous craignons pour notre eau », a dit M. Roux.",
           "Ministère du Nord", "Ministère du Sud"),
    "es": ("La presa divide el valle", "El ministerio del norte quiere la presa. ¿Por qué se opone "
           "el sur? «Tememos por nuestra agua», dijo su portavoz.",
           "Ministerio del Norte", "Ministerio del Sur"),
    "ru": ("Плотина разделила долину", "Северное министерство хочет построить плотину. Южное "
           "министерство против. «Мы боимся за воду», — сказал его представитель.",
           "Северное министерство", "Южное министерство"),
    "el": ("Το φράγμα διχάζει την κοιλάδα", "Το υπουργείο του βορρά θέλει το φράγμα. Το υπουργείο "
           "του νότου διαφωνεί. «Φοβόμαστε για το νερό», είπε ο εκπρόσωπος.", "Βορράς", "Νότος"),
    "tr": ("Baraj vadiyi böldü", "Kuzey bakanlığı barajı istiyor. Güney bakanlığı buna karşı. "
           "“Suyumuz için korkuyoruz,” dedi İrem Öz.", "Kuzey Bakanlığı", "Güney Bakanlığı"),
    "ar": ("السد يقسم الوادي", "تريد وزارة الشمال بناء السد. ترفض وزارة الجنوب ذلك. هل يكفي الماء "
           "للجميع؟", "وزارة الشمال", "وزارة الجنوب"),
    "hi": ("बाँध ने घाटी को बाँट दिया", "उत्तर का मंत्रालय बाँध चाहता है। दक्षिण का मंत्रालय इसके ख़िलाफ़ "
           "है। “हमें पानी का डर है,” प्रवक्ता ने कहा।", "उत्तर मंत्रालय", "दक्षिण मंत्रालय"),
    "zh": ("大坝分裂山谷", "北方部门希望修建大坝。南方部门表示反对。“我们担心用水。”发言人说。",
           "北方部", "南方部"),
    "ja": ("ダムで谷が二つに割れる", "北の省はダムを求めている。南の省はこれに反対している。"
           "「水が心配だ」と報道官は述べた。", "北の省", "南の省"),
}  # fmt: skip
CONCEPTS = "concept,theme,label,wording\ndam,Building,Build the dam,The dam should be built.\n"


@pytest.mark.parametrize("language", TEXTS)
def test_two_articles_become_units_a_matrix_and_networks(language, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "home"))
    headline, body, north, south = TEXTS[language]
    paths = []
    for day in (4, 5):
        paths.append(tmp_path / f"2031-03-0{day}_{headline.split()[0]} {day}.txt")
        paths[-1].write_text(f"{headline}\n\n{body}\n", encoding="utf-8")
    case = tmp_path / "case"
    assert cli.main(["new-case", str(case), *map(str, paths)]) == 0
    assert "Traceback" not in capsys.readouterr().err
    (case / "concepts.csv").write_text(CONCEPTS, encoding="utf-8")
    (case / "parties.csv").write_text(
        f"organization,party\n{north},{north[:4]}1\n{south},{south[:4]}2\n", encoding="utf-8"
    )

    corpus = load_corpus(case)
    assert corpus.articles["language"].tolist() == [language] * 2
    units = corpus.body()
    assert units.groupby("article").size().tolist() == [3, 3]
    assert "".join(units["text"].iloc[:3]).replace(" ", "") == body.replace(" ", "")

    first, second = (units[units["article"].eq(name)].index for name in corpus.articles.index)
    codes = [(first[0], north, "dam", "yes", ""), (first[1], south, "dam", "no", "")]
    code(case, [*codes, (second[1], south, "dam", "yes", "")])
    corpus, concepts, statements = statements_of(case)
    matrix = position_matrix(statements, concepts=concepts)["dam"].to_dict()
    assert matrix == {north: "agree", south: "both"}
    assert network(statements, "congruence").at[north, south] == 1
    assert network(statements, "conflict").at[north, south] == 1
    carried = changed_cells(statements, corpus.articles.index[1])
    assert carried.to_dict("index")[south, "dam"]["without_it"] == "disagree"
