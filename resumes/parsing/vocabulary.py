# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""Words the rules know: headings, job titles, placeholders, languages, months."""

from __future__ import annotations

import re
import unicodedata

SECTIONS = (
    "summary",
    "experience",
    "education",
    "skills",
    "projects",
    "certifications",
    "languages",
    "other",
)

# Whole headings, one phrase each, in the languages resumes come in.
_HEADINGS = {
    "summary": """summary; profile; about; about me; objective; career objective;
        professional summary; executive summary; career summary; personal profile;
        professional profile; personal statement; overview; introduction; highlights;
        summary of qualifications; career profile; profil; kurzprofil; über mich;
        zusammenfassung; profil personnel; à propos; à propos de moi; résumé;
        objectif; profil professionnel; perfil; resumen; sobre mí; objetivo;
        perfil profesional; resumen profesional; profilo; sommario; obiettivo;
        profilo professionale; chi sono; resumo; sobre mim; perfil profissional;
        profiel; samenvatting; over mij; persoonlijk profiel; 个人简介; 自我评价;
        个人总结; 简介; 关于我; 自己pr; 自己紹介; 職務要約; 概要; 要約;
        podsumowanie; profil zawodowy; o mnie; sammanfattning; om mig; sammendrag; om meg;
        tiivistelmä; о себе""",
    "experience": """experience; work experience; professional experience; employment;
        employment history; work history; career history; career; relevant experience;
        professional background; working experience; job experience; internships;
        internship experience; industry experience; research experience;
        teaching experience; additional experience; other experience; positions held;
        berufserfahrung; beruflicher werdegang; berufspraxis; arbeitserfahrung;
        werdegang; praktika; praktische erfahrung; berufliche erfahrung; praxiserfahrung;
        expérience; expériences; expérience professionnelle; experience professionnelle;
        expériences professionnelles; experiences professionnelles;
        parcours professionnel; stages; experiencia; experiencia laboral;
        experiencia profesional; historial laboral; esperienza; esperienze;
        esperienza professionale; esperienze professionali; esperienza lavorativa;
        esperienze lavorative; experiência; experiência profissional; experiências;
        experiências profissionais; werkervaring; ervaring; loopbaan; stage;
        工作经历; 工作经验; 实习经历; 职业经历; 職歴; 職務経歴; 職務経験; 業務経歴; doświadczenie; doświadczenie zawodowe;
        przebieg kariery; erfarenhet; arbetslivserfarenhet; arbetserfarenhet; erfaring;
        arbeidserfaring; erhvervserfaring; arbejdserfaring; työkokemus; опыт; опыт работы;
        pracovní zkušenosti; experiență profesională""",
    "education": """education; academic background; educational background; education and
        training; academic history; academic qualifications; studies; qualifications;
        academics; educational qualifications; academic education; ausbildung; bildung;
        bildungsweg; studium; schulbildung; akademischer werdegang; bildungsgang;
        aus und weiterbildung; hochschulbildung; schule; formation; formations;
        études; diplômes; parcours académique; parcours scolaire; scolarité;
        éducation; formation académique; educación; formación; formación académica;
        estudios; istruzione; formazione; istruzione e formazione; studi; titoli di studio;
        educação; formação; formação académica; formação acadêmica; escolaridade;
        opleiding; opleidingen; onderwijs; scholing; studie; 教育背景; 教育经历; 学历;
        学習歴; 学歴; 教育; wykształcenie; edukacja; utbildning;
        utdanning; uddannelse; koulutus; образование; vzdělání; educație""",
    "skills": """skills; technical skills; key skills; core competencies; competencies;
        technologies; skill; skill set; skillset; core skills; areas of expertise;
        expertise; technical expertise; professional skills; hard skills; soft skills;
        tools; technical proficiencies; tech stack; computer skills; it skills;
        programming skills; digital skills; abilities; strengths; key competencies;
        technical; core strengths; personal skills; skills summary; kenntnisse; fähigkeiten;
        kompetenzen; fachkenntnisse; edv kenntnisse; it kenntnisse; technische kenntnisse;
        qualifikationen; besondere kenntnisse; compétences; competences;
        compétences techniques; compétences clés; compétences informatiques; atouts;
        savoir faire; logiciels; outils; habilidades; competencias; conocimientos;
        aptitudes; habilidades técnicas; conocimientos técnicos;
        competenze; capacità; competenze tecniche; conoscenze informatiche; abilità;
        competenze informatiche; competências; habilidades técnicas; conhecimentos;
        competências técnicas; vaardigheden; competenties; kennis; technische vaardigheden;
        computervaardigheden; software programs; 专业技能; 技能; 技能特长; 个人技能;
        职业技能; 技术栈; 掌握技能; スキル; 技術; 活かせる経験 知識 技術; 特技; 趣味 特技;
        使用可能言語; テクニカルスキル; umiejętności; kompetencje; färdigheter;
        kunskaper; kompetenser; ferdigheter; kompetanse; kompetencer; færdigheder; taidot;
        osaaminen; навыки; ключевые навыки; dovednosti; competențe; aptitudini""",
    "projects": """projects; personal projects; side projects; selected projects;
        key projects; academic projects; open source; open source projects; portfolio;
        project experience; notable projects; relevant projects; projekte;
        persönliche projekte; projekterfahrung; projets; projets personnels;
        proyectos; proyectos personales; progetti; projetos; projecten; 项目经历; 项目经验;
        项目; プロジェクト; プロジェクト経験; 個人開発""",
    "certifications": """certifications; certificates; certification; licenses;
        licenses and certifications; certifications and licenses; licences; training;
        courses; training and certifications; courses and certifications; coursework;
        relevant coursework; professional development; professional certifications;
        zertifikate; zertifizierungen; weiterbildung; weiterbildungen; fortbildung;
        fortbildungen; certificats; certificat; permis; certificaciones; certificados;
        cursos; certificazioni; certificati; corsi; certificações; certificaten;
        cursussen; certificeringen; 证书; 资格证书; 技能证书; 資格; 免許 資格; 免許;
        取得資格; 保有資格""",
    "languages": """languages; language; language skills; spoken languages;
        foreign languages; mother tongue; sprachen; sprachkenntnisse; fremdsprachen;
        langues; langue; langues étrangères; idiomas; lenguas; lingue;
        competenze linguistiche; conoscenze linguistiche; línguas; talen; talenkennis;
        语言; 语言能力; 言語; 語学; 語学力; języki; języki obce;
        språk; språkkunskaper; sprog; kielitaito; языки; иностранные языки""",
    "other": """hobbies; interests; hobbies and interests; personal interests; awards; honors;
        honours; honors and awards; awards and honors; achievements; accomplishments;
        publications; selected publications; references; referees; volunteering; volunteer
        experience; volunteer work; volunteer; activities; extracurricular activities;
        extracurricular; leadership; memberships; affiliations; patents; presentations;
        talks; press; contact; contact information; contact details; contact me;
        personal information; personal details; personal data; additional information;
        additional; other; other information; miscellaneous; links; community involvement;
        campus involvement; on campus involvement; professional affiliations; conferences;
        hobbys; interessen; freizeit; auszeichnungen; veröffentlichungen; publikationen;
        referenzen; ehrenamt; ehrenamtliches engagement; engagement; kontakt;
        persönliche daten; persönliche angaben; sonstiges; persönliches; loisirs;
        centres d'intérêt; centres d intérêt; intérêts; activités; activites; références;
        coordonnées; distinctions; bénévolat; informations personnelles; divers;
        intereses; aficiones; referencias; contacto; datos personales; premios; logros;
        voluntariado; información adicional; interessi; hobby; contatti; dati personali;
        riconoscimenti; pubblicazioni; referenze; volontariato; interesses; contato;
        contacto; dados pessoais; prémios; prêmios; referências; hobby's; interesses;
        interesse; referenties; persoonlijke gegevens; contactgegevens; vrijwilligerswerk;
        nevenactiviteiten; 获奖情况; 获奖经历; 荣誉奖项; 荣誉; 兴趣爱好; 校园经历; 联系方式;
        个人信息; 基本信息; 其他; 志望動機; 本人希望記入欄; 趣味; 連絡先; 受賞歴; その他""",
}


def fold(text: str) -> str:
    """Case, accents and punctuation gone; words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", plain)))


HEADINGS: dict[str, str] = {
    fold(phrase): section
    for section, phrases in _HEADINGS.items()
    for phrase in phrases.split(";")
}
# The same without blanks: "WORK EXPERIENCE" set in spaced letters.
SQUEEZED_HEADINGS: dict[str, str] = {
    phrase.replace(" ", ""): section for phrase, section in HEADINGS.items()
}
JOINERS = frozenset("and und et y e en of de la le and amp 及 和 与 与び".split())

TITLE_WORDS = frozenset(
    fold(word)
    for word in """engineer developer manager designer analyst consultant architect
    administrator assistant director officer specialist coordinator lead leader head
    intern trainee student graduate scientist researcher teacher tutor professor nurse
    accountant technician programmer supervisor executive clerk representative agent
    associate president founder owner cto ceo cfo coo vp devops fullstack frontend backend
    software senior junior freelance freelancer writer editor journalist marketer sales
    marketing operations product project program support service customer data security
    web mobile network systems system business finance financial human resources hr
    recruiter electrician mechanic driver chef cook waiter waitress barista cashier
    pharmacist physician doctor dentist lawyer attorney paralegal secretary receptionist
    librarian translator interpreter photographer artist musician actor actress model
    therapist psychologist counselor counsellor carpenter plumber welder operator
    inspector planner buyer merchandiser strategist copywriter illustrator animator
    educator lecturer principal adventurer entrepreneur ingenieur ingenieurin entwickler
    entwicklerin berater beraterin leiter leiterin kaufmann kauffrau mitarbeiter
    mitarbeiterin sachbearbeiter sachbearbeiterin werkstudent werkstudentin praktikant
    praktikantin lehrer lehrerin pfleger krankenschwester geschäftsführer informatiker
    informatikerin mechatroniker techniker ingénieur ingénieure développeur développeuse
    chargé chargée responsable chef directeur directrice assistante comptable vendeur
    vendeuse enseignant enseignante infirmier infirmière technicien technicienne
    physicien étudiant étudiante stagiaire ingeniero ingeniera desarrollador
    desarrolladora gerente jefe jefa director directora analista diseñador diseñadora
    profesor profesora contador abogado abogada enfermera enfermero técnico estudiante
    ingegnere sviluppatore sviluppatrice responsabile direttore direttrice impiegato
    impiegata infermiere infermiera insegnante commesso studente studentessa progettista
    engenheiro engenheira desenvolvedor desenvolvedora diretor diretora designer
    professora enfermeiro enfermeira técnica estudante ontwikkelaar beheerder adviseur
    directeur medewerker verpleegkundige docent leraar boekhouder projectleider""".split()
)

DOCUMENT_WORDS = frozenset(
    fold(word)
    for word in """resume résumé resumé cv curriculum vitae vitæ lebenslauf bewerbung
    bewerbungsunterlagen template sample example page seite draft confidential portfolio
    chronological functional combination updated date currículum currículo hoja vida
    curriculo europass anschreiben letter application cover lettre motivation demo
    document format version modern classic professional creative simple""".split()
)

# What no person is called: schools, firms, places, degrees.
NOT_NAME_WORDS = frozenset(
    fold(word)
    for word in """university college school institute academy department faculty
    universität hochschule schule université école universidad università universidade
    universiteit gmbh inc llc ltd corp corporation company co group ag sa plc bv foundation
    street road avenue lane drive city state county road suite apartment apt floor box
    straße strasse rue calle via platz weg allee boulevard phone mobile email mail e-mail
    tel telephone address website linkedin github twitter facebook nationality birth born
    gender married single license bachelor master diploma degree science arts engineering
    gpa phd msc bsc mba magna cum laude present today january february march april june
    july august september october november december the and for with of to in on at by
    my your our their his her is are was were have has it this that lorem ipsum dolor sit
    amet consectetur united states kingdom germany france spain italy india china japan
    canada australia netherlands switzerland austria brazil mexico english german french
    certified spanish italian portuguese dutch chinese japanese welcome hello references available
    request skills tools photo foto picture inhalt contents table cloud computer
    programming language languages""".split()
)

NAME_PARTICLES = frozenset(
    "van von de der den del della di da do dos das du la le el al bin ibn ben af av ten"
    " ter zu zum zur y e i st san mac mc d l o abu bint op".split()
)
HONORIFICS = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame rev hon ing dipl mag herr frau"
    " monsieur madame mme sr sra srta dott dottssa avv drs ir".split()
)
CREDENTIALS = frozenset(
    "phd md mba msc bsc ma ba ms bs rn cpa pmp cfa esq jd mph dds llm"
    " llb meng beng mphil edd pe psyd dvm mfa shrm cissp bsn msn np pa cma cpa acca"
    " bcom mcom btech mtech ca rph pharmd dnp aprn fnp he him she her they them hers"
    " his theirs ret".split()
)

NAME_PLACEHOLDERS = frozenset(
    fold(phrase)
    for phrase in """your name; name; full name; your full name; first last; first name;
    firstname lastname; first name last name; firstname surname; first middle last;
    name surname; name here; your name here; insert name; candidate name; surname;
    ihr name; dein name; vorname nachname; vorname name; votre nom; prénom nom; nom prénom;
    tu nombre; su nombre; nombre apellido; nombre apellidos; nombre y apellidos; il tuo nome;
    nome cognome; seu nome; nome sobrenome; nome completo; uw naam; jouw naam;
    voornaam achternaam; 姓名; 你的名字; 您的姓名; 氏名; 名前; lorem ipsum; name name;
    job title; position title; company name; your job title; your title; your profession;
    first lastname; applicant name; my name; person name; name lastname;
    xxx; xxx xxx; xxxx xxxx; xxxxx xxxxx""".split(";")
)
EMAIL_PLACEHOLDERS = frozenset(
    """example exemple ejemplo esempio exemplo beispiel voorbeeld email e-mail your you
    yourname your.name your_name your-name youremail your.email your_email your-email
    yourmail firstname.lastname first.last firstname lastname firstnamelastname
    first_last name.surname namesurname name vorname.nachname prenom.nom nombre.apellido
    nome.cognome voornaam.achternaam username user someone somebody xxx xxxx xxxxx abc
    sample placeholder test noreply no-reply emailaddress email.address youraddress
    youremailaddress yourusername""".split()
)

LANGUAGE_NAMES = frozenset(
    """english german french spanish italian portuguese dutch chinese mandarin cantonese
    japanese korean russian arabic hindi urdu bengali punjabi turkish polish czech slovak
    hungarian romanian bulgarian greek ukrainian serbian croatian bosnian slovenian
    swedish norwegian danish finnish icelandic estonian latvian lithuanian hebrew persian
    farsi vietnamese thai indonesian malay tagalog filipino swahili catalan basque galician
    irish welsh albanian macedonian georgian armenian azerbaijani kazakh tamil telugu
    marathi gujarati kannada malayalam nepali sinhala afrikaans latin esperanto berber
    luxembourgish maltese belarusian mongolian khmer lao burmese somali amharic yoruba igbo
    hausa zulu xhosa pashto kurdish tibetan
    englisch deutsch französisch spanisch italienisch portugiesisch niederländisch
    chinesisch japanisch russisch arabisch türkisch polnisch tschechisch ungarisch
    rumänisch griechisch ukrainisch schwedisch norwegisch dänisch finnisch koreanisch
    serbisch kroatisch latein persisch
    anglais allemand français espagnol italien portugais néerlandais chinois japonais
    russe arabe turc polonais berbère coréen
    inglés alemán francés español castellano italiano portugués neerlandés chino japonés
    ruso árabe catalán gallego euskera coreano
    inglese tedesco francese spagnolo portoghese olandese cinese giapponese russo arabo
    inglês alemão francês espanhol holandês chinês japonês árabe
    engels duits frans spaans italiaans portugees nederlands vlaams chinees japans russisch
    arabisch turks pools
    英语 德语 法语 西班牙语 日语 韩语 俄语 中文 汉语 普通话 粤语 葡萄牙语 意大利语 阿拉伯语
    英語 独語 仏語 日本語 中国語 韓国語 ドイツ語 フランス語 スペイン語 ロシア語 イタリア語""".split()
)

MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    """jan january januar janvier enero gennaio janeiro januari jänner janv ene gen
    feb february februar février febrero febbraio fevereiro februari févr fev
    mar march märz mars marzo março maart mär mrt
    apr april avril abril aprile avr abr
    may mai mayo maggio maio mei mag
    jun june juni juin junio giugno junho giu
    jul july juli juillet julio luglio julho juil lug
    aug august août agosto augustus ago aout
    sep sept september septembre septiembre settembre setembro set
    oct october oktober octobre octubre ottobre outubro okt ott out
    nov november novembre noviembre novembro
    dec december dezember décembre diciembre dicembre dezembro dez dic déc""".splitlines(),
    start=1,
):
    for _name in _names.split():
        MONTHS[fold(_name)] = _number

PRESENT_WORDS = frozenset(
    fold(word)
    for word in """present now current currently today ongoing heute jetzt aktuell
    aujourd'hui actuel actuellement présent presente actualidad actual oggi attuale
    atual atualmente hoje heden nu huidig 至今 现在 今 現在 现今 en cours""".split()
)
