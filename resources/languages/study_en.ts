<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>study</name>
    <message>
        <source>(the name of this language, in this language)</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Watch dances and say what you think</source>
        <translation>Watch dances and say what you think</translation>
    </message>
    <message>
        <source>You will see short dances with music and answer a few questions about each. There are no right or wrong answers. You may stop at any time. We keep your answers, how long they took and what you played, under a code; not your name, picture or voice. They are used for research and may be published. If you tell us your code, everything you answered is deleted.</source>
        <translation>You will see short dances with music and answer a few questions about each. There are no right or wrong answers. You may stop at any time. We keep your answers, how long they took and what you played, under a code; not your name, picture or voice. They are used for research and may be published. If you tell us your code, everything you answered is deleted.</translation>
    </message>
    <message>
        <source>If you have read this, are an adult and agree, tick the box.</source>
        <translation>If you have read this, are an adult and agree, tick the box.</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>I agree</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>Size of the letters</source>
        <translation>Size of the letters</translation>
    </message>
    <message>
        <source>Were you interrupted? Go on with your code:</source>
        <translation>Were you interrupted? Go on with your code:</translation>
    </message>
    <message>
        <source>Go on as</source>
        <translation>Go on as</translation>
    </message>
    <message>
        <source>How it goes</source>
        <translation>How it goes</translation>
    </message>
    <message>
        <source>Your code is {code}. Write it down: with it you can go on after an interruption, or have your answers deleted.

Watch each dance to its end, then answer. What is marked as practice does not count.

You can touch the screen, use the mouse, or press keys: the digits answer, Enter goes on, Space pauses, R plays again, L repeats a phrase.</source>
        <translation>Your code is {code}. Write it down: with it you can go on after an interruption, or have your answers deleted.

Watch each dance to its end, then answer. What is marked as practice does not count.

You can touch the screen, use the mouse, or press keys: the digits answer, Enter goes on, Space pauses, R plays again, L repeats a phrase.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Thank you!</source>
        <translation>Thank you!</translation>
    </message>
    <message>
        <source>You have answered everything. If you ever want your answers deleted, give your code: {code}.</source>
        <translation>You have answered everything. If you ever want your answers deleted, give your code: {code}.</translation>
    </message>
    <message>
        <source>For the next person</source>
        <translation>For the next person</translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{number} of {all}</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Practice</translation>
    </message>
    <message>
        <source>Watch to the end first, then answer.</source>
        <translation>Watch to the end first, then answer.</translation>
    </message>
    <message>
        <source>Now answer, or watch again.</source>
        <translation>Now answer, or watch again.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>Leave; you can go on later with your code</source>
        <translation>Leave; you can go on later with your code</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>How much is done</translation>
    </message>
    <message>
        <source>Please tell the person who leads the study:</source>
        <translation>Please tell the person who leads the study:</translation>
    </message>
    <message>
        <source>No sound is heard. Please tell the person who leads the study.</source>
        <translation>No sound is heard. Please tell the person who leads the study.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Play</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>From the beginning</source>
        <translation>From the beginning</translation>
    </message>
    <message>
        <source>Repeat this phrase</source>
        <translation>Repeat this phrase</translation>
    </message>
    <message>
        <source>How much of the clip is over</source>
        <translation>How much of the clip is over</translation>
    </message>
    <message>
        <source>A dance</source>
        <translation>A dance</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Left</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Right</translation>
    </message>
    <message>
        <source>Which dance is better?</source>
        <translation>Which dance is better?</translation>
    </message>
    <message>
        <source>Which style is this?</source>
        <translation>Which style is this?</translation>
    </message>
    <message>
        <source>Who danced this?</source>
        <translation>Who danced this?</translation>
    </message>
    <message>
        <source>Left is better</source>
        <translation>Left is better</translation>
    </message>
    <message>
        <source>Both are equally good</source>
        <translation>Both are equally good</translation>
    </message>
    <message>
        <source>Right is better</source>
        <translation>Right is better</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>A person</translation>
    </message>
    <message>
        <source>A computer</source>
        <translation>A computer</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>Very good</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Good</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Fair</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>Poor</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>Bad</translation>
    </message>
    <message>
        <source>Excellent</source>
        <translation>Excellent</translation>
    </message>
    <message>
        <source>1, not at all</source>
        <translation>1, not at all</translation>
    </message>
    <message>
        <source>7, entirely</source>
        <translation>7, entirely</translation>
    </message>
    <message>
        <source>Anything to add? (optional)</source>
        <translation>Anything to add? (optional)</translation>
    </message>
    <message>
        <source>Why? (optional)</source>
        <translation>Why? (optional)</translation>
    </message>
    <message>
        <source>How good is this dance?</source>
        <translation>How good is this dance?</translation>
    </message>
    <message>
        <source>The dance matches the music</source>
        <translation>The dance matches the music</translation>
    </message>
    <message>
        <source>The dance looks natural</source>
        <translation>The dance looks natural</translation>
    </message>
    <message>
        <source>The style can be recognised</source>
        <translation>The style can be recognised</translation>
    </message>
    <message>
        <source>I would dance this</source>
        <translation>I would dance this</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>Timing</translation>
    </message>
    <message>
        <source>Groove</source>
        <translation>Groove</translation>
    </message>
    <message>
        <source>Footwork slides</source>
        <translation>Footwork slides</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Balance</translation>
    </message>
    <message>
        <source>Variety</source>
        <translation>Variety</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
</context>
</TS>
