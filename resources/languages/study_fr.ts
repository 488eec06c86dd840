<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>study</name>
    <message>
        <source>(the name of this language, in this language)</source>
        <translation>Français</translation>
    </message>
    <message>
        <source>Watch dances and say what you think</source>
        <translation>Regardez des danses et dites ce que vous en pensez</translation>
    </message>
    <message>
        <source>You will see short dances with music and answer a few questions about each. There are no right or wrong answers. You may stop at any time. We keep your answers, how long they took and what you played, under a code; not your name, picture or voice. They are used for research and may be published. If you tell us your code, everything you answered is deleted.</source>
        <translation>Vous allez voir de courtes danses avec musique et répondre à quelques questions sur chacune. Il n'y a pas de bonne ou de mauvaise réponse. Vous pouvez arrêter à tout moment. Nous gardons vos réponses, le temps qu'elles ont pris et ce que vous avez joué, sous un code ; ni votre nom, ni votre image, ni votre voix. Elles servent à la recherche et peuvent être publiées. Si vous nous donnez votre code, tout ce que vous avez répondu est effacé.</translation>
    </message>
    <message>
        <source>If you have read this, are an adult and agree, tick the box.</source>
        <translation>Si vous avez lu ceci, êtes majeur(e) et acceptez, cochez la case.</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>J'accepte</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Commencer</translation>
    </message>
    <message>
        <source>Size of the letters</source>
        <translation>Taille des lettres</translation>
    </message>
    <message>
        <source>Were you interrupted? Go on with your code:</source>
        <translation>Avez-vous été interrompu(e) ? Continuez avec votre code :</translation>
    </message>
    <message>
        <source>Go on as</source>
        <translation>Continuer avec le code</translation>
    </message>
    <message>
        <source>How it goes</source>
        <translation>Comment cela se passe</translation>
    </message>
    <message>
        <source>Your code is {code}. Write it down: with it you can go on after an interruption, or have your answers deleted.

Watch each dance to its end, then answer. What is marked as practice does not count.

You can touch the screen, use the mouse, or press keys: the digits answer, Enter goes on, Space pauses, R plays again, L repeats a phrase.</source>
        <translation>Votre code est {code}. Notez-le : avec lui, vous pouvez continuer après une interruption ou faire effacer vos réponses.

Regardez chaque danse jusqu'à la fin, puis répondez. Ce qui est marqué « Entraînement » ne compte pas.

Vous pouvez toucher l'écran, utiliser la souris ou des touches : les chiffres répondent, Entrée passe à la suite, Espace met en pause, R rejoue, L répète une phrase.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Démarrer</translation>
    </message>
    <message>
        <source>Thank you!</source>
        <translation>Merci !</translation>
    </message>
    <message>
        <source>You have answered everything. If you ever want your answers deleted, give your code: {code}.</source>
        <translation>Vous avez répondu à tout. Si vous voulez un jour faire effacer vos réponses, donnez votre code : {code}.</translation>
    </message>
    <message>
        <source>For the next person</source>
        <translation>Pour la personne suivante</translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{number} sur {all}</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Entraînement</translation>
    </message>
    <message>
        <source>Watch to the end first, then answer.</source>
        <translation>Regardez d'abord jusqu'à la fin, puis répondez.</translation>
    </message>
    <message>
        <source>Now answer, or watch again.</source>
        <translation>Répondez maintenant, ou regardez encore.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Suivant</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Quitter</translation>
    </message>
    <message>
        <source>Leave; you can go on later with your code</source>
        <translation>Quitter ; vous pourrez continuer plus tard avec votre code</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>Progression</translation>
    </message>
    <message>
        <source>Please tell the person who leads the study:</source>
        <translation>Veuillez prévenir la personne qui dirige l'étude :</translation>
    </message>
    <message>
        <source>No sound is heard. Please tell the person who leads the study.</source>
        <translation>On n'entend aucun son. Veuillez prévenir la personne qui dirige l'étude.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Lire</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>From the beginning</source>
        <translation>Depuis le début</translation>
    </message>
    <message>
        <source>Repeat this phrase</source>
        <translation>Répéter cette phrase</translation>
    </message>
    <message>
        <source>How much of the clip is over</source>
        <translation>Avancement de l'extrait</translation>
    </message>
    <message>
        <source>A dance</source>
        <translation>Une danse</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Gauche</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Droite</translation>
    </message>
    <message>
        <source>Which dance is better?</source>
        <translation>Quelle danse est la meilleure ?</translation>
    </message>
    <message>
        <source>Which style is this?</source>
        <translation>Quel style est-ce ?</translation>
    </message>
    <message>
        <source>Who danced this?</source>
        <translation>Qui a dansé cela ?</translation>
    </message>
    <message>
        <source>Left is better</source>
        <translation>Gauche est mieux</translation>
    </message>
    <message>
        <source>Both are equally good</source>
        <translation>Les deux se valent</translation>
    </message>
    <message>
        <source>Right is better</source>
        <translation>Droite est mieux</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>Une personne</translation>
    </message>
    <message>
        <source>A computer</source>
        <translation>Un ordinateur</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>Très bien</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Bien</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Passable</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>Médiocre</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>Mauvais</translation>
    </message>
    <message>
        <source>Excellent</source>
        <translation>Excellent</translation>
    </message>
    <message>
        <source>1, not at all</source>
        <translation>1, pas du tout</translation>
    </message>
    <message>
        <source>7, entirely</source>
        <translation>7, tout à fait</translation>
    </message>
    <message>
        <source>Anything to add? (optional)</source>
        <translation>Quelque chose à ajouter ? (facultatif)</translation>
    </message>
    <message>
        <source>Why? (optional)</source>
        <translation>Pourquoi ? (facultatif)</translation>
    </message>
    <message>
        <source>How good is this dance?</source>
        <translation>Cette danse est-elle bonne ?</translation>
    </message>
    <message>
        <source>The dance matches the music</source>
        <translation>La danse va avec la musique</translation>
    </message>
    <message>
        <source>The dance looks natural</source>
        <translation>La danse paraît naturelle</translation>
    </message>
    <message>
        <source>The style can be recognised</source>
        <translation>Le style est reconnaissable</translation>
    </message>
    <message>
        <source>I would dance this</source>
        <translation>Je danserais cela</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>Rythme</translation>
    </message>
    <message>
        <source>Groove</source>
        <translation>Groove</translation>
    </message>
    <message>
        <source>Footwork slides</source>
        <translation>Pieds qui glissent</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Équilibre</translation>
    </message>
    <message>
        <source>Variety</source>
        <translation>Variété</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
</context>
</TS>
