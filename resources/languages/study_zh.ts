<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh" sourcelanguage="en">
<context>
    <name>study</name>
    <message>
        <source>(the name of this language, in this language)</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Watch dances and say what you think</source>
        <translation>观看舞蹈并说说您的看法</translation>
    </message>
    <message>
        <source>You will see short dances with music and answer a few questions about each. There are no right or wrong answers. You may stop at any time. We keep your answers, how long they took and what you played, under a code; not your name, picture or voice. They are used for research and may be published. If you tell us your code, everything you answered is deleted.</source>
        <translation>您将观看配有音乐的短舞蹈,并回答关于每段舞蹈的几个问题。答案没有对错之分。您可以随时停止。我们以代码保存您的回答、所用时间和您的播放操作;不保存您的姓名、图像或声音。这些回答用于研究,并可能发表。如果您告诉我们您的代码,您的所有回答都会被删除。</translation>
    </message>
    <message>
        <source>If you have read this, are an adult and agree, tick the box.</source>
        <translation>如果您已阅读以上内容、是成年人并且同意,请勾选。</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>我同意</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Size of the letters</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Were you interrupted? Go on with your code:</source>
        <translation>中途被打断了吗?请用您的代码继续:</translation>
    </message>
    <message>
        <source>Go on as</source>
        <translation>用此代码继续</translation>
    </message>
    <message>
        <source>How it goes</source>
        <translation>如何进行</translation>
    </message>
    <message>
        <source>Your code is {code}. Write it down: with it you can go on after an interruption, or have your answers deleted.

Watch each dance to its end, then answer. What is marked as practice does not count.

You can touch the screen, use the mouse, or press keys: the digits answer, Enter goes on, Space pauses, R plays again, L repeats a phrase.</source>
        <translation>您的代码是 {code}。请记下来:中断之后可以用它继续,也可以用它要求删除您的回答。

请把每段舞蹈看到最后再回答。标有“练习”的不计入结果。

您可以触摸屏幕、使用鼠标或按键:数字键作答,回车键继续,空格键暂停,R 重新播放,L 重复一个乐句。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Thank you!</source>
        <translation>谢谢!</translation>
    </message>
    <message>
        <source>You have answered everything. If you ever want your answers deleted, give your code: {code}.</source>
        <translation>您已全部回答完毕。如果将来想删除您的回答,请提供您的代码:{code}。</translation>
    </message>
    <message>
        <source>For the next person</source>
        <translation>请下一位</translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>第 {number} 个,共 {all} 个</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>Watch to the end first, then answer.</source>
        <translation>请先看到最后,再作答。</translation>
    </message>
    <message>
        <source>Now answer, or watch again.</source>
        <translation>现在请作答,或再看一遍。</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Leave; you can go on later with your code</source>
        <translation>退出;以后可用您的代码继续</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>完成进度</translation>
    </message>
    <message>
        <source>Please tell the person who leads the study:</source>
        <translation>请告诉主持研究的人:</translation>
    </message>
    <message>
        <source>No sound is heard. Please tell the person who leads the study.</source>
        <translation>没有声音。请告诉主持研究的人。</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>From the beginning</source>
        <translation>从头播放</translation>
    </message>
    <message>
        <source>Repeat this phrase</source>
        <translation>重复这个乐句</translation>
    </message>
    <message>
        <source>How much of the clip is over</source>
        <translation>片段播放进度</translation>
    </message>
    <message>
        <source>A dance</source>
        <translation>一段舞蹈</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Which dance is better?</source>
        <translation>哪段舞蹈更好?</translation>
    </message>
    <message>
        <source>Which style is this?</source>
        <translation>这是什么舞种?</translation>
    </message>
    <message>
        <source>Who danced this?</source>
        <translation>这是谁跳的?</translation>
    </message>
    <message>
        <source>Left is better</source>
        <translation>左边更好</translation>
    </message>
    <message>
        <source>Both are equally good</source>
        <translation>两个一样好</translation>
    </message>
    <message>
        <source>Right is better</source>
        <translation>右边更好</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>真人</translation>
    </message>
    <message>
        <source>A computer</source>
        <translation>计算机</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>很好</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>好</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>差</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>很差</translation>
    </message>
    <message>
        <source>Excellent</source>
        <translation>极好</translation>
    </message>
    <message>
        <source>1, not at all</source>
        <translation>1,完全不</translation>
    </message>
    <message>
        <source>7, entirely</source>
        <translation>7,完全是</translation>
    </message>
    <message>
        <source>Anything to add? (optional)</source>
        <translation>还有什么要说的吗?(可选)</translation>
    </message>
    <message>
        <source>Why? (optional)</source>
        <translation>为什么?(可选)</translation>
    </message>
    <message>
        <source>How good is this dance?</source>
        <translation>这段舞蹈有多好?</translation>
    </message>
    <message>
        <source>The dance matches the music</source>
        <translation>舞蹈与音乐相配</translation>
    </message>
    <message>
        <source>The dance looks natural</source>
        <translation>舞蹈看起来自然</translation>
    </message>
    <message>
        <source>The style can be recognised</source>
        <translation>能看出舞种</translation>
    </message>
    <message>
        <source>I would dance this</source>
        <translation>我愿意跳这段舞</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>节拍</translation>
    </message>
    <message>
        <source>Groove</source>
        <translation>律动</translation>
    </message>
    <message>
        <source>Footwork slides</source>
        <translation>脚步打滑</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>平衡</translation>
    </message>
    <message>
        <source>Variety</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>风格</translation>
    </message>
</context>
</TS>
