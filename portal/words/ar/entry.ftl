# SPDX-License-Identifier: AGPL-3.0-or-later
## Signing in
sign-in-title = تسجيل الدخول
sign-in-address = عنوانك
sign-in-password = كلمة المرور
sign-in-go = دخول
sign-in-passkey = استعمال مفتاح مرور
sign-in-passkey-wrong = مفتاح المرور هذا لا يفتح أي حساب هنا.
sign-in-forgotten = هل نسيت كلمة المرور؟
sign-in-invited = لديّ دعوة
sign-in-wrong = هذا العنوان وكلمة المرور هذه لا يفتحان أي حساب. راجعهما.
sign-in-too-often = محاولات كثيرة. انتظر بضع دقائق ثم حاول من جديد.
sign-in-second-title = خطوة أخرى
sign-in-code = الرمز
sign-in-code-hint = ستة أرقام من تطبيق المصادقة لديك.
sign-in-recovery-hint = الرمز المكتوب على بطاقتك، وهو ثماني مجموعات.
sign-in-by-recovery = استعمال رمز الاستعادة بدلًا منه
sign-in-by-code = استعمال رمز من ستة أرقام بدلًا منه
sign-in-wrong-code = هذا الرمز غير صحيح، أو لم يعد صالحًا. انتظر الرمز التالي.
sign-in-wrong-recovery = ليس هذا رمز الاستعادة الخاص بك. انظر إلى بطاقتك من جديد.
sign-in-other = الدخول بحساب آخر

## A new password
password-new = كلمة مرور جديدة
password-new-hint = الطول أهم من الرموز الغريبة: ست كلمات عشوائية تكفي.
password-again = كلمة المرور نفسها مرة أخرى
password-too-short = قصيرة جدًا: ثمانية أحرف على الأقل.
password-differs = الكلمتان غير متطابقتين. اكتبها من جديد.
password-strength-short = قصيرة جدًا
password-strength-poor = سهلة التخمين: أطِلها
password-strength-fair = مقبولة: بضعة أحرف أخرى تنفعها
password-strength-good = جيدة
password-strength-strong = قوية

## A secret on paper
paper-qr = النص نفسه بشكل رمز QR
paper-last-group = المجموعة الأخيرة
# $length is how many letters a group has.
paper-last-group-hint = { $length ->
    [zero] اكتب آخر ما على ورقتك، لتعرف أنها تُقرأ.
    [one] اكتب آخر حرف على ورقتك، لتعرف أنها تُقرأ.
    [two] اكتب آخر حرفين على ورقتك، لتعرف أنها تُقرأ.
    [few] اكتب آخر { $length } أحرف على ورقتك، لتعرف أنها تُقرأ.
    [many] اكتب آخر { $length } حرفًا على ورقتك، لتعرف أنها تُقرأ.
   *[other] اكتب آخر { $length } حرف على ورقتك، لتعرف أنها تُقرأ.
}
paper-last-group-wrong = ليست هذه المجموعة الأخيرة. انظر إلى ورقتك من جديد.
paper-tick-first = أكّد أعلاه أنه لديك.

## The recovery code
recovery-title = رمز الاستعادة
recovery-text = يفتح حسابك يوم تنسى كلمة المرور. ولا شيء غيره يفتحه: لا من يعتني بالخادم ولا حافظو المفاتيح يستطيعون المساعدة حينها.
recovery-once = لا يظهر إلا الآن، ولا يُحفظ في أي مكان.
# $host is the server's name.
recovery-note = احفظه على ورق في مكان جاف، حيث تجده بعد عشر سنين ولا يجده الزوار. لأجل { $host }.
recovery-tick = هو لديّ على ورق، أو في مدير كلمات مرور خاص بي

## Joining
join-title = الانضمام
join-ask = أعطاك أحد من الجماعة دعوة.
join-token = الدعوة
join-token-hint = ألصق الرابط كله، أو ما بعد علامة #.
join-token-wrong = هذه الدعوة غير صالحة: استُعملت، أو سُحبت، أو انتهت مدتها، أو ينقصها جزء. اطلب غيرها ممن أعطاك إياها.
join-have-account = لديّ حساب
join-welcome = أهلًا بك في { $domain }
join-text = اختر كيف سيكتب الناس إليك، وكلمة مرور لا يعرفها غيرك.
# $date is a date with the hour.
join-until = الدعوة صالحة حتى { $date }.
# $octets is an amount, such as 5 GB.
join-quota = ستكون لك مساحة { $octets }.
join-address = العنوان
join-address-hint = يبقى كما هو دائمًا، ولا يلزم أن يكون اسمك.
join-address-needed = اختر عنوانًا.
join-address-form = في العنوان حروف وأرقام ونقاط وشرطات.
join-address-taken = لأحدهم هذا العنوان أو ما يشبهه. اختر غيره.
join-address-reserved = هذا اسم مهمة، وليس لكل أحد. اختر غيره.
join-name = الاسم (غير لازم)
join-name-hint = يظهر بجانب عنوانك في البريد الذي تكتبه. اتركه فارغًا إن لم ترد أن يُعرف.
join-go = انضمام
join-to-mail = إلى بريدي

## A forgotten password
recover-title = كلمة مرور جديدة
recover-text = برمز الاستعادة تختار كلمة مرور جديدة. لا يضيع شيء من بريدك، وتحصل على رمز جديد. تنتهي كل جلساتك، وتبقى كلمات مرور التطبيقات.
recover-code = رمز الاستعادة
recover-code-hint = من بطاقتك: ثماني مجموعات من أربعة أحرف. لا تهم الشرطات ولا الأحرف الكبيرة.
recover-go = تعيين كلمة المرور الجديدة
recover-wrong = هذا العنوان ورمز الاستعادة هذا لا يطابق أحدهما الآخر. راجعهما.
recover-no-code = ليس الرمز لديّ
recover-no-code-text = هل ما زالت لك جلسة مفتوحة في متصفح أو هاتف؟ يمكنك هناك أن تطلب رمزًا جديدًا إن كنت تعرف كلمة المرور. وإلا فتحدّث مع من يعتني بالخادم: يستطيع مع حافظي المفاتيح أن يعطيك حسابًا جديدًا فارغًا بعنوانك. ويبقى بريدك القديم مختومًا بجانبه إلى أن تجد كلمة مرور أو رمزًا من قبل.
recover-back = العودة إلى تسجيل الدخول

## A code on paper, read by the camera
scan-go = مسح ضوئي
scan-title = مسح رمز QR
scan-text = ضع الرمز الذي على ورقتك أمام الكاميرا. لا تخرج أي صورة من هذه الصفحة.
scan-picture = ما تراه الكاميرا
scan-waiting = بانتظار الكاميرا …
scan-refused = لا يمكن استعمال الكاميرا. اسمح بها في إعدادات المتصفح، أو اكتب الحروف.
