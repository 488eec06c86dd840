<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>study</name>
    <message>
        <source>(the name of this language, in this language)</source>
        <translation>Español</translation>
    </message>
    <message>
        <source>Watch dances and say what you think</source>
        <translation>Vea bailes y diga qué le parecen</translation>
    </message>
    <message>
        <source>You will see short dances with music and answer a few questions about each. There are no right or wrong answers. You may stop at any time. We keep your answers, how long they took and what you played, under a code; not your name, picture or voice. They are used for research and may be published. If you tell us your code, everything you answered is deleted.</source>
        <translation>Verá bailes cortos con música y responderá a unas preguntas sobre cada uno. No hay respuestas correctas ni incorrectas. Puede parar en cualquier momento. Guardamos sus respuestas, cuánto tardó y lo que reprodujo, bajo un código; no su nombre, imagen ni voz. Se usan para la investigación y pueden publicarse. Si nos da su código, se borra todo lo que respondió.</translation>
    </message>
    <message>
        <source>If you have read this, are an adult and agree, tick the box.</source>
        <translation>Si ha leído esto, es mayor de edad y está de acuerdo, marque la casilla.</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>Estoy de acuerdo</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Comenzar</translation>
    </message>
    <message>
        <source>Size of the letters</source>
        <translation>Tamaño de las letras</translation>
    </message>
    <message>
        <source>Were you interrupted? Go on with your code:</source>
        <translation>¿Le interrumpieron? Continúe con su código:</translation>
    </message>
    <message>
        <source>Go on as</source>
        <translation>Continuar con el código</translation>
    </message>
    <message>
        <source>How it goes</source>
        <translation>Cómo funciona</translation>
    </message>
    <message>
        <source>Your code is {code}. Write it down: with it you can go on after an interruption, or have your answers deleted.

Watch each dance to its end, then answer. What is marked as practice does not count.

You can touch the screen, use the mouse, or press keys: the digits answer, Enter goes on, Space pauses, R plays again, L repeats a phrase.</source>
        <translation>Su código es {code}. Anótelo: con él puede continuar después de una interrupción o hacer que se borren sus respuestas.

Vea cada baile hasta el final y luego responda. Lo marcado como «Práctica» no cuenta.

Puede tocar la pantalla, usar el ratón o las teclas: las cifras responden, Intro continúa, Espacio pausa, R repite desde el principio, L repite una frase.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Thank you!</source>
        <translation>¡Gracias!</translation>
    </message>
    <message>
        <source>You have answered everything. If you ever want your answers deleted, give your code: {code}.</source>
        <translation>Ha respondido a todo. Si alguna vez quiere que se borren sus respuestas, dé su código: {code}.</translation>
    </message>
    <message>
        <source>For the next person</source>
        <translation>Para la siguiente persona</translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{number} de {all}</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Práctica</translation>
    </message>
    <message>
        <source>Watch to the end first, then answer.</source>
        <translation>Primero vea hasta el final y luego responda.</translation>
    </message>
    <message>
        <source>Now answer, or watch again.</source>
        <translation>Responda ahora o vuelva a verlo.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Leave; you can go on later with your code</source>
        <translation>Salir; puede continuar más tarde con su código</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>Cuánto está hecho</translation>
    </message>
    <message>
        <source>Please tell the person who leads the study:</source>
        <translation>Por favor, avise a la persona que dirige el estudio:</translation>
    </message>
    <message>
        <source>No sound is heard. Please tell the person who leads the study.</source>
        <translation>No se oye ningún sonido. Por favor, avise a la persona que dirige el estudio.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>From the beginning</source>
        <translation>Desde el principio</translation>
    </message>
    <message>
        <source>Repeat this phrase</source>
        <translation>Repetir esta frase</translation>
    </message>
    <message>
        <source>How much of the clip is over</source>
        <translation>Cuánto ha pasado del clip</translation>
    </message>
    <message>
        <source>A dance</source>
        <translation>Un baile</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Izquierda</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Derecha</translation>
    </message>
    <message>
        <source>Which dance is better?</source>
        <translation>¿Qué baile es mejor?</translation>
    </message>
    <message>
        <source>Which style is this?</source>
        <translation>¿Qué estilo es este?</translation>
    </message>
    <message>
        <source>Who danced this?</source>
        <translation>¿Quién bailó esto?</translation>
    </message>
    <message>
        <source>Left is better</source>
        <translation>La izquierda es mejor</translation>
    </message>
    <message>
        <source>Both are equally good</source>
        <translation>Ambos son igual de buenos</translation>
    </message>
    <message>
        <source>Right is better</source>
        <translation>La derecha es mejor</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>Una persona</translation>
    </message>
    <message>
        <source>A computer</source>
        <translation>Un ordenador</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>Muy bueno</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Bueno</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Regular</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>Flojo</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>Malo</translation>
    </message>
    <message>
        <source>Excellent</source>
        <translation>Excelente</translation>
    </message>
    <message>
        <source>1, not at all</source>
        <translation>1, nada</translation>
    </message>
    <message>
        <source>7, entirely</source>
        <translation>7, totalmente</translation>
    </message>
    <message>
        <source>Anything to add? (optional)</source>
        <translation>¿Algo que añadir? (opcional)</translation>
    </message>
    <message>
        <source>Why? (optional)</source>
        <translation>¿Por qué? (opcional)</translation>
    </message>
    <message>
        <source>How good is this dance?</source>
        <translation>¿Qué tan bueno es este baile?</translation>
    </message>
    <message>
        <source>The dance matches the music</source>
        <translation>El baile va con la música</translation>
    </message>
    <message>
        <source>The dance looks natural</source>
        <translation>El baile parece natural</translation>
    </message>
    <message>
        <source>The style can be recognised</source>
        <translation>El estilo se reconoce</translation>
    </message>
    <message>
        <source>I would dance this</source>
        <translation>Yo bailaría esto</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>Ritmo</translation>
    </message>
    <message>
        <source>Groove</source>
        <translation>Groove</translation>
    </message>
    <message>
        <source>Footwork slides</source>
        <translation>Pies que resbalan</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Equilibrio</translation>
    </message>
    <message>
        <source>Variety</source>
        <translation>Variedad</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Estilo</translation>
    </message>
</context>
</TS>
