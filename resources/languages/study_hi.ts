<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="hi" sourcelanguage="en">
<context>
    <name>study</name>
    <message>
        <source>(the name of this language, in this language)</source>
        <translation>हिन्दी</translation>
    </message>
    <message>
        <source>Watch dances and say what you think</source>
        <translation>नृत्य देखिए और अपनी राय बताइए</translation>
    </message>
    <message>
        <source>You will see short dances with music and answer a few questions about each. There are no right or wrong answers. You may stop at any time. We keep your answers, how long they took and what you played, under a code; not your name, picture or voice. They are used for research and may be published. If you tell us your code, everything you answered is deleted.</source>
        <translation>आप संगीत के साथ छोटे नृत्य देखेंगे और हर एक के बारे में कुछ सवालों के जवाब देंगे। कोई जवाब सही या गलत नहीं है। आप कभी भी रुक सकते हैं। हम आपके जवाब, उनमें लगा समय और आपने क्या चलाया, यह एक कोड के नीचे रखते हैं; आपका नाम, तस्वीर या आवाज़ नहीं। इनका उपयोग शोध में होता है और ये प्रकाशित हो सकते हैं। अगर आप हमें अपना कोड बताएँ, तो आपके सारे जवाब मिटा दिए जाएँगे।</translation>
    </message>
    <message>
        <source>If you have read this, are an adult and agree, tick the box.</source>
        <translation>अगर आपने यह पढ़ लिया है, आप वयस्क हैं और सहमत हैं, तो बॉक्स पर निशान लगाएँ।</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>मैं सहमत हूँ</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>शुरू करें</translation>
    </message>
    <message>
        <source>Size of the letters</source>
        <translation>अक्षरों का आकार</translation>
    </message>
    <message>
        <source>Were you interrupted? Go on with your code:</source>
        <translation>क्या आपको बीच में रुकना पड़ा? अपने कोड के साथ आगे बढ़ें:</translation>
    </message>
    <message>
        <source>Go on as</source>
        <translation>इस कोड से आगे बढ़ें</translation>
    </message>
    <message>
        <source>How it goes</source>
        <translation>यह कैसे होगा</translation>
    </message>
    <message>
        <source>Your code is {code}. Write it down: with it you can go on after an interruption, or have your answers deleted.

Watch each dance to its end, then answer. What is marked as practice does not count.

You can touch the screen, use the mouse, or press keys: the digits answer, Enter goes on, Space pauses, R plays again, L repeats a phrase.</source>
        <translation>आपका कोड {code} है। इसे लिख लें: इससे आप रुकने के बाद आगे बढ़ सकते हैं या अपने जवाब मिटवा सकते हैं।

हर नृत्य को अंत तक देखें, फिर जवाब दें। जिस पर «अभ्यास» लिखा है, वह गिना नहीं जाता।

आप स्क्रीन छू सकते हैं, माउस या कुंजियाँ इस्तेमाल कर सकते हैं: अंक जवाब देते हैं, Enter आगे बढ़ाता है, Space रोकता है, R फिर से चलाता है, L एक अंश दोहराता है।</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>आरंभ करें</translation>
    </message>
    <message>
        <source>Thank you!</source>
        <translation>धन्यवाद!</translation>
    </message>
    <message>
        <source>You have answered everything. If you ever want your answers deleted, give your code: {code}.</source>
        <translation>आपने सभी जवाब दे दिए हैं। अगर आप कभी अपने जवाब मिटवाना चाहें, तो अपना कोड बताएँ: {code}।</translation>
    </message>
    <message>
        <source>For the next person</source>
        <translation>अगले व्यक्ति के लिए</translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{all} में से {number}</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>अभ्यास</translation>
    </message>
    <message>
        <source>Watch to the end first, then answer.</source>
        <translation>पहले अंत तक देखें, फिर जवाब दें।</translation>
    </message>
    <message>
        <source>Now answer, or watch again.</source>
        <translation>अब जवाब दें, या फिर से देखें।</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>आगे</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>बाहर जाएँ</translation>
    </message>
    <message>
        <source>Leave; you can go on later with your code</source>
        <translation>बाहर जाएँ; बाद में अपने कोड से आगे बढ़ सकते हैं</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>कितना हो चुका है</translation>
    </message>
    <message>
        <source>Please tell the person who leads the study:</source>
        <translation>कृपया अध्ययन चलाने वाले व्यक्ति को बताएँ:</translation>
    </message>
    <message>
        <source>No sound is heard. Please tell the person who leads the study.</source>
        <translation>कोई आवाज़ नहीं आ रही है। कृपया अध्ययन चलाने वाले व्यक्ति को बताएँ।</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>चलाएँ</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>रोकें</translation>
    </message>
    <message>
        <source>From the beginning</source>
        <translation>शुरू से</translation>
    </message>
    <message>
        <source>Repeat this phrase</source>
        <translation>यह अंश दोहराएँ</translation>
    </message>
    <message>
        <source>How much of the clip is over</source>
        <translation>क्लिप कितनी हो चुकी है</translation>
    </message>
    <message>
        <source>A dance</source>
        <translation>एक नृत्य</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>बायाँ</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>दायाँ</translation>
    </message>
    <message>
        <source>Which dance is better?</source>
        <translation>कौन सा नृत्य बेहतर है?</translation>
    </message>
    <message>
        <source>Which style is this?</source>
        <translation>यह कौन सी शैली है?</translation>
    </message>
    <message>
        <source>Who danced this?</source>
        <translation>यह किसने नाचा?</translation>
    </message>
    <message>
        <source>Left is better</source>
        <translation>बायाँ बेहतर है</translation>
    </message>
    <message>
        <source>Both are equally good</source>
        <translation>दोनों बराबर अच्छे हैं</translation>
    </message>
    <message>
        <source>Right is better</source>
        <translation>दायाँ बेहतर है</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>किसी इंसान ने</translation>
    </message>
    <message>
        <source>A computer</source>
        <translation>कंप्यूटर ने</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>बहुत अच्छा</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>अच्छा</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>ठीक-ठाक</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>कमज़ोर</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>बुरा</translation>
    </message>
    <message>
        <source>Excellent</source>
        <translation>उत्कृष्ट</translation>
    </message>
    <message>
        <source>1, not at all</source>
        <translation>1, बिल्कुल नहीं</translation>
    </message>
    <message>
        <source>7, entirely</source>
        <translation>7, पूरी तरह</translation>
    </message>
    <message>
        <source>Anything to add? (optional)</source>
        <translation>कुछ और कहना है? (वैकल्पिक)</translation>
    </message>
    <message>
        <source>Why? (optional)</source>
        <translation>क्यों? (वैकल्पिक)</translation>
    </message>
    <message>
        <source>How good is this dance?</source>
        <translation>यह नृत्य कितना अच्छा है?</translation>
    </message>
    <message>
        <source>The dance matches the music</source>
        <translation>नृत्य संगीत से मेल खाता है</translation>
    </message>
    <message>
        <source>The dance looks natural</source>
        <translation>नृत्य स्वाभाविक लगता है</translation>
    </message>
    <message>
        <source>The style can be recognised</source>
        <translation>शैली पहचानी जा सकती है</translation>
    </message>
    <message>
        <source>I would dance this</source>
        <translation>मैं यह नाचना चाहूँगा/चाहूँगी</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>ताल पर होना</translation>
    </message>
    <message>
        <source>Groove</source>
        <translation>लय का मज़ा</translation>
    </message>
    <message>
        <source>Footwork slides</source>
        <translation>पैरों का फिसलना</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>संतुलन</translation>
    </message>
    <message>
        <source>Variety</source>
        <translation>विविधता</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>शैली</translation>
    </message>
</context>
</TS>
