<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi" sourcelanguage="en">
<context>
    <name>study</name>
    <message>
        <source>(the name of this language, in this language)</source>
        <translation>Tiếng Việt</translation>
    </message>
    <message>
        <source>Watch dances and say what you think</source>
        <translation>Xem các điệu nhảy và cho biết ý kiến</translation>
    </message>
    <message>
        <source>You will see short dances with music and answer a few questions about each. There are no right or wrong answers. You may stop at any time. We keep your answers, how long they took and what you played, under a code; not your name, picture or voice. They are used for research and may be published. If you tell us your code, everything you answered is deleted.</source>
        <translation>Bạn sẽ xem những điệu nhảy ngắn có nhạc và trả lời vài câu hỏi về mỗi điệu. Không có câu trả lời đúng hay sai. Bạn có thể dừng bất cứ lúc nào. Chúng tôi lưu câu trả lời, thời gian trả lời và những gì bạn đã phát, dưới một mã số; không lưu tên, hình ảnh hay giọng nói của bạn. Dữ liệu được dùng cho nghiên cứu và có thể được công bố. Nếu bạn cho chúng tôi biết mã của mình, mọi câu trả lời của bạn sẽ bị xóa.</translation>
    </message>
    <message>
        <source>If you have read this, are an adult and agree, tick the box.</source>
        <translation>Nếu bạn đã đọc điều này, là người trưởng thành và đồng ý, hãy đánh dấu vào ô.</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>Tôi đồng ý</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Bắt đầu</translation>
    </message>
    <message>
        <source>Size of the letters</source>
        <translation>Cỡ chữ</translation>
    </message>
    <message>
        <source>Were you interrupted? Go on with your code:</source>
        <translation>Bạn bị gián đoạn? Hãy tiếp tục với mã của bạn:</translation>
    </message>
    <message>
        <source>Go on as</source>
        <translation>Tiếp tục với mã</translation>
    </message>
    <message>
        <source>How it goes</source>
        <translation>Cách thực hiện</translation>
    </message>
    <message>
        <source>Your code is {code}. Write it down: with it you can go on after an interruption, or have your answers deleted.

Watch each dance to its end, then answer. What is marked as practice does not count.

You can touch the screen, use the mouse, or press keys: the digits answer, Enter goes on, Space pauses, R plays again, L repeats a phrase.</source>
        <translation>Mã của bạn là {code}. Hãy ghi lại: với mã này bạn có thể tiếp tục sau khi gián đoạn hoặc yêu cầu xóa câu trả lời.

Hãy xem mỗi điệu nhảy đến hết rồi trả lời. Những gì ghi “Tập thử” không được tính.

Bạn có thể chạm màn hình, dùng chuột hoặc phím: phím số để trả lời, Enter để tiếp tục, phím cách để tạm dừng, R để phát lại, L để lặp một đoạn.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Vào</translation>
    </message>
    <message>
        <source>Thank you!</source>
        <translation>Cảm ơn bạn!</translation>
    </message>
    <message>
        <source>You have answered everything. If you ever want your answers deleted, give your code: {code}.</source>
        <translation>Bạn đã trả lời xong tất cả. Nếu muốn xóa câu trả lời, hãy cho biết mã của bạn: {code}.</translation>
    </message>
    <message>
        <source>For the next person</source>
        <translation>Dành cho người tiếp theo</translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{number} trên {all}</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Tập thử</translation>
    </message>
    <message>
        <source>Watch to the end first, then answer.</source>
        <translation>Hãy xem đến hết trước, rồi trả lời.</translation>
    </message>
    <message>
        <source>Now answer, or watch again.</source>
        <translation>Bây giờ hãy trả lời, hoặc xem lại.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Tiếp</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Thoát</translation>
    </message>
    <message>
        <source>Leave; you can go on later with your code</source>
        <translation>Thoát; bạn có thể tiếp tục sau với mã của mình</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>Đã làm được bao nhiêu</translation>
    </message>
    <message>
        <source>Please tell the person who leads the study:</source>
        <translation>Vui lòng báo cho người phụ trách nghiên cứu:</translation>
    </message>
    <message>
        <source>No sound is heard. Please tell the person who leads the study.</source>
        <translation>Không có âm thanh. Vui lòng báo cho người phụ trách nghiên cứu.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Phát</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Tạm dừng</translation>
    </message>
    <message>
        <source>From the beginning</source>
        <translation>Từ đầu</translation>
    </message>
    <message>
        <source>Repeat this phrase</source>
        <translation>Lặp đoạn này</translation>
    </message>
    <message>
        <source>How much of the clip is over</source>
        <translation>Đoạn đã phát được bao nhiêu</translation>
    </message>
    <message>
        <source>A dance</source>
        <translation>Một điệu nhảy</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Trái</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Phải</translation>
    </message>
    <message>
        <source>Which dance is better?</source>
        <translation>Điệu nhảy nào hay hơn?</translation>
    </message>
    <message>
        <source>Which style is this?</source>
        <translation>Đây là thể loại nào?</translation>
    </message>
    <message>
        <source>Who danced this?</source>
        <translation>Ai đã nhảy điệu này?</translation>
    </message>
    <message>
        <source>Left is better</source>
        <translation>Bên trái hay hơn</translation>
    </message>
    <message>
        <source>Both are equally good</source>
        <translation>Hai bên như nhau</translation>
    </message>
    <message>
        <source>Right is better</source>
        <translation>Bên phải hay hơn</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>Con người</translation>
    </message>
    <message>
        <source>A computer</source>
        <translation>Máy tính</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>Rất tốt</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Tốt</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Trung bình</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>Kém</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>Tệ</translation>
    </message>
    <message>
        <source>Excellent</source>
        <translation>Xuất sắc</translation>
    </message>
    <message>
        <source>1, not at all</source>
        <translation>1, hoàn toàn không</translation>
    </message>
    <message>
        <source>7, entirely</source>
        <translation>7, hoàn toàn có</translation>
    </message>
    <message>
        <source>Anything to add? (optional)</source>
        <translation>Bạn muốn thêm gì không? (tùy chọn)</translation>
    </message>
    <message>
        <source>Why? (optional)</source>
        <translation>Tại sao? (tùy chọn)</translation>
    </message>
    <message>
        <source>How good is this dance?</source>
        <translation>Điệu nhảy này hay đến mức nào?</translation>
    </message>
    <message>
        <source>The dance matches the music</source>
        <translation>Điệu nhảy khớp với nhạc</translation>
    </message>
    <message>
        <source>The dance looks natural</source>
        <translation>Điệu nhảy trông tự nhiên</translation>
    </message>
    <message>
        <source>The style can be recognised</source>
        <translation>Có thể nhận ra thể loại</translation>
    </message>
    <message>
        <source>I would dance this</source>
        <translation>Tôi muốn nhảy điệu này</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>Nhịp</translation>
    </message>
    <message>
        <source>Groove</source>
        <translation>Độ phiêu</translation>
    </message>
    <message>
        <source>Footwork slides</source>
        <translation>Chân bị trượt</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Thăng bằng</translation>
    </message>
    <message>
        <source>Variety</source>
        <translation>Đa dạng</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Phong cách</translation>
    </message>
</context>
</TS>
