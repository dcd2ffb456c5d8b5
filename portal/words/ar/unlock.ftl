# SPDX-License-Identifier: AGPL-3.0-or-later
## The locked server
unlock-title = الخادم مقفل
# $threshold of $keyholders people are needed.
unlock-text = لقد بدأ العمل ولم يفتحه أحد بعد. يفتحه معًا { $threshold } من أصل { $keyholders } من حافظي المفاتيح. ولا يضيع شيء في هذه الأثناء: ينتظر البريد في خوادم أخرى.
unlock-grains = حافظو المفاتيح
unlock-grain-here = الرقم { $number }: حضر
unlock-grain-missing = الرقم { $number }: لم يحضر بعد
# $numbers is a list of numbers.
unlock-here = { $count ->
    [zero] لم تصل أي حصة بعد.
    [one] وصلت حصة الرقم { $numbers }.
    [two] وصلت حصتا الرقمين { $numbers }.
    [few] وصلت حصص الأرقام { $numbers }.
    [many] وصلت حصص الأرقام { $numbers }.
   *[other] وصلت حصص الأرقام { $numbers }.
}
unlock-missing = { $count ->
    [zero] لا تلزم حصة أخرى.
    [one] تلزم حصة واحدة أخرى.
    [two] تلزم حصتان أخريان.
    [few] تلزم { $count } حصص أخرى.
    [many] تلزم { $count } حصة أخرى.
   *[other] تلزم { $count } حصة أخرى.
}
unlock-for-keyholders = لحافظي المفاتيح
unlock-give = تسليم حصتي
unlock-thanks = شكرًا، وصلت حصتك، ولم تعد في هذه الصفحة. ابقَ أو عُد لاحقًا: حين يُفتح الخادم ترى إن كان قد بدأ العمل دون أن يعرف أحد السبب.
unlock-why = قبل تسليمها: لماذا بدأ الخادم العمل؟
unlock-why-text = ربما انقطعت الكهرباء، وربما أصلح أحدهم شيئًا. وربما نسخ أحدهم القرص أو وضع شيئًا في الجهاز. ومن استطاع ذلك يودّ أن يحصل على حصتك الآن.
unlock-why-ask = اسأل من يعتني بالجهاز. وما دام لا أحد يعرف لماذا بدأ العمل فلا تفتحه، وتحدّث مع بقية حافظي المفاتيح.

## A share
share-label = حصتك من المفتاح
share-hint = اكتبها أو ألصقها. لا تهم الأحرف الكبيرة ولا الشرطات ولا المسافات.
share-needed = أدخل حصتك أولًا.
# $there of $all groups of letters were typed.
share-groups = { $there } من { $all } مجموعة
share-mistyped = فيها زلة: حرف ليس كما في ورقتك. قارنها مجموعة بعد مجموعة.
share-short = ينقصها شيء: في الحصة 16 مجموعة من خمسة أحرف.
share-long = هي طويلة أكثر من اللازم: فيها شيء مكرر.
share-letters = فيها علامة لا توجد في أي حصة. ليس فيها إلا حروف وأرقام.
share-other-collective = هذه حصة جماعة أخرى.
share-old = لم تعد هذه الحصة صالحة: تغيّر حافظو المفاتيح منذ ذلك الحين. تلزم الحصة الأحدث.
share-newer = هذه الحصة أحدث مما يعرفه هذا الخادم. هل أُعيدت نسخة قديمة منه؟
share-false = هذه الحصة ليست لهذا الخادم. تحدّث مع بقية حافظي المفاتيح قبل أن تكمل.
share-twice = هذه الحصة وصلت من قبل. تلزم حصة شخص آخر.
share-enough = وصل ما يكفي من الحصص.
share-half-open = المفاتيح هنا والخادم مفتوح، لكن شهادته أو بريده الصادر لم يبدأ. أخبر من يعتني به.

## Open
unlock-open-title = الخادم مفتوح
unlock-open-text = المفاتيح هنا. البريد الذي كان ينتظر في مكان آخر يصل الآن.
unlock-first-start = كان هذا أول تشغيل له، بسبب التأسيس. من الآن فصاعدًا يقول أحد عن كل تشغيل سببه: والتشغيل الذي لا يفسره أحد قد يكون قرصًا منسوخًا.
unlock-all-explained = كل مرة بدأ فيها الخادم العمل لها تفسير.
unlock-unexplained = { $count ->
    [zero] لا شيء بلا تفسير
    [one] مرة بدأ فيها العمل ولم يفسّرها أحد
    [two] مرتان بدأ فيهما العمل ولم يفسّرهما أحد
    [few] { $count } مرات بدأ فيها العمل ولم يفسّرها أحد
    [many] { $count } مرة بدأ فيها العمل ولم يفسّرها أحد
   *[other] { $count } مرة بدأ فيها العمل ولم يفسّرها أحد
}
# $date is a whole date with the hour.
unlock-start-unlocked = فُتح: { $date }.
unlock-start-locked = أُقفل: { $date }.
unlock-never-unlocked = لم يُفتح حينها.
unlock-unexplained-text = هل يعرف أحد لماذا بدأ الخادم العمل حينها؟ إن لم يعرف أحد فاعتبره قرصًا منسوخًا: أقفلوا الخادم وتحدثوا مع بقية حافظي المفاتيح. ومن يعرف السبب يكتبه في «الرعاية» تحت «مرات التشغيل».
