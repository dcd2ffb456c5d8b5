# SPDX-License-Identifier: AGPL-3.0-or-later
## Folders
mail-folders = المجلدات
mail-folder-inbox = البريد الوارد
mail-folder-drafts = المسودات
mail-folder-sent = البريد المرسل
mail-folder-archive = الأرشيف
mail-folder-junk = البريد غير المرغوب فيه
mail-folder-trash = المهملات
mail-starred = المميّزة بنجمة
mail-new-folder = مجلد جديد
mail-folder-name = الاسم
mail-folder-parent = داخل
mail-folder-top = المستوى الأول
mail-folder-edit = تغيير الاسم أو النقل
mail-folder-delete = حذف المجلد
# $name is the folder's.
mail-folder-more = المزيد من الخيارات لـ «{ $name }»
mail-folder-delete-title = حذف «{ $name }»؟
mail-folder-delete-full = { $count ->
    [zero] لا رسائل فيه.
    [one] فيه رسالة واحدة ستُحذف نهائيًا.
    [two] فيه رسالتان ستُحذفان نهائيًا.
    [few] فيه { $count } رسائل ستُحذف نهائيًا.
    [many] فيه { $count } رسالة ستُحذف نهائيًا.
   *[other] فيه { $count } رسالة ستُحذف نهائيًا.
}
mail-folder-delete-empty = المجلد فارغ.
mail-no-folder = لا يوجد مجلد كهذا.
mail-count-unread = { $count ->
    [zero] لا رسائل غير مقروءة
    [one] رسالة واحدة غير مقروءة
    [two] رسالتان غير مقروءتين
    [few] { $count } رسائل غير مقروءة
    [many] { $count } رسالة غير مقروءة
   *[other] { $count } رسالة غير مقروءة
}
mail-count-drafts = { $count ->
    [zero] لا مسودات
    [one] مسودة واحدة
    [two] مسودتان
    [few] { $count } مسودات
    [many] { $count } مسودة
   *[other] { $count } مسودة
}

## The list
mail-list = المحادثات
# $shown is the number as people write it.
mail-conversations = { $count ->
    [zero] لا محادثات
    [one] محادثة واحدة
    [two] محادثتان
    [few] { $shown } محادثات
    [many] { $shown } محادثة
   *[other] { $shown } محادثة
}
mail-write = كتابة رسالة
mail-search = البحث في البريد
mail-search-end = إنهاء البحث
mail-search-help = ما الذي يمكن البحث عنه
mail-search-help-text = يجري البحث عن الكلمات في كل مكان. وهذه تضيّق نطاق البحث:
mail-unread = غير مقروءة
mail-draft = مسودة
mail-me = أنا
mail-me-to = أنا
mail-no-sender = بلا مرسِل
mail-no-recipient = بلا عنوان استلام
mail-no-subject = (بلا موضوع)
mail-to = إلى: { $people }
mail-and-more = { $count ->
    [zero] لا أحد غيرهم
    [one] شخص آخر
    [two] شخصان آخران
    [few] { $count } أشخاص آخرين
    [many] { $count } شخصًا آخر
   *[other] { $count } شخص آخر
}
mail-letters = { $count ->
    [zero] لا رسائل
    [one] رسالة واحدة
    [two] رسالتان
    [few] { $count } رسائل
    [many] { $count } رسالة
   *[other] { $count } رسالة
}
mail-select = تحديد «{ $subject }»
mail-select-all = { $count ->
    [zero] تحديد كل ما في القائمة
    [one] تحديد المحادثة الوحيدة في القائمة
    [two] تحديد المحادثتين في القائمة
    [few] تحديد كل محادثات القائمة ({ $shown })
    [many] تحديد كل محادثات القائمة ({ $shown })
   *[other] تحديد كل محادثات القائمة ({ $shown })
}
mail-select-none = إلغاء التحديد
mail-selected = { $count ->
    [zero] لا محادثات محددة
    [one] محادثة واحدة محددة
    [two] محادثتان محددتان
    [few] { $count } محادثات محددة
    [many] { $count } محادثة محددة
   *[other] { $count } محادثة محددة
}
mail-star-this = تمييز «{ $subject }» بنجمة
mail-bulk = إجراءات لما جرى تحديده
mail-empty-inbox = لا جديد
mail-empty-inbox-text = كل شيء مقروء وفي مكانه. حان وقت استراحة قصيرة في الهواء الطلق.
mail-empty-folder = لا شيء هنا
mail-empty-folder-text = يمكن نقل الرسائل إلى هنا من أي قائمة: بتحديدها ثم اختيار «نقل»، أو بسحبها إلى المجلد.
mail-empty-search = لم نجد شيئًا
mail-empty-search-text = لنجرّب كلمات أقل أو كلمات أخرى. يشمل البحث المهملات والبريد غير المرغوب فيه عند إضافة in:trash أو in:junk.
mail-empty-starred = لا نجوم بعد
mail-empty-starred-text = النجمة تُبقي أمام عينيك كل ما يستحق العودة إليه.
mail-choose = لقراءة محادثة، يكفي اختيارها من القائمة.
mail-keys-hint = الضغط على «?» يُظهر ما يمكن فعله بلوحة المفاتيح.

## Actions
mail-actions = الإجراءات
mail-archive = أرشفة
mail-delete = حذف
mail-move = نقل
mail-more = المزيد
mail-more-of-letter = المزيد من الخيارات لهذه الرسالة
mail-mark-read = تعليم كمقروءة
mail-mark-unread = تعليم كغير مقروءة
mail-star = تمييز بنجمة
mail-unstar = إزالة النجوم
mail-junk = هذا بريد غير مرغوب فيه
mail-not-junk = هذا ليس بريدًا غير مرغوب فيه
mail-print = طباعة
mail-source = مصدر الرسالة
mail-details = ترويسة الرسالة
mail-download = تنزيل
mail-delete-letter = حذف هذه الرسالة
mail-back = العودة إلى القائمة
mail-newer = الأحدث
mail-older = الأقدم
mail-archived = { $count ->
    [zero] لم تُؤرشف أي رسالة
    [one] أُرشفت الرسالة
    [two] أُرشفت رسالتان
    [few] أُرشفت { $count } رسائل
    [many] أُرشفت { $count } رسالة
   *[other] أُرشفت { $count } رسالة
}
mail-trashed = { $count ->
    [zero] لم تُنقل أي رسالة إلى المهملات
    [one] نُقلت الرسالة إلى المهملات
    [two] نُقلت رسالتان إلى المهملات
    [few] نُقلت { $count } رسائل إلى المهملات
    [many] نُقلت { $count } رسالة إلى المهملات
   *[other] نُقلت { $count } رسالة إلى المهملات
}
mail-moved = { $count ->
    [zero] لم تُنقل أي رسالة إلى «{ $name }»
    [one] نُقلت الرسالة إلى «{ $name }»
    [two] نُقلت رسالتان إلى «{ $name }»
    [few] نُقلت { $count } رسائل إلى «{ $name }»
    [many] نُقلت { $count } رسالة إلى «{ $name }»
   *[other] نُقلت { $count } رسالة إلى «{ $name }»
}
mail-destroy-title = { $count ->
    [zero] لا رسائل لحذفها
    [one] حذف هذه الرسالة نهائيًا؟
    [two] حذف رسالتين نهائيًا؟
    [few] حذف { $count } رسائل نهائيًا؟
    [many] حذف { $count } رسالة نهائيًا؟
   *[other] حذف { $count } رسالة نهائيًا؟
}
mail-destroy-text = لن يستطيع أحد استعادة ما يُحذف.
mail-destroy = حذف نهائي

## Reading
mail-reading = المحادثة
mail-letter-of = { $name }، { $date }
mail-reply = رد
mail-reply-all = رد على الجميع
mail-forward = إعادة توجيه
mail-as-new = بدء رسالة جديدة منها
mail-edit-draft = متابعة الكتابة
mail-attachments = المرفقات
mail-attachments-count = { $count ->
    [zero] لا مرفقات
    [one] مرفق واحد
    [two] مرفقان
    [few] { $count } مرفقات
    [many] { $count } مرفقًا
   *[other] { $count } مرفق
}
mail-attachment-unnamed = مرفق
mail-source-cut = يظهر هنا أول { $shown } من أصل { $size }. تنزيل الرسالة يتيح رؤيتها كاملة.
letter-remote = { $count ->
    [zero] لا محتوى من خوادم أخرى.
    [one] لم يُحمَّل المحتوى الآتي من { $hosts }: فتحميله يكشف لمن أرسل هذه الرسالة أنك قرأتها.
    [two] لم يُحمَّل المحتوى الآتي من خادمين آخرين ({ $hosts }): فتحميله يكشف لهما أنك قرأت هذه الرسالة.
    [few] لم يُحمَّل المحتوى الآتي من { $count } خوادم أخرى ({ $hosts }…): فتحميله يكشف لها أنك قرأت هذه الرسالة.
    [many] لم يُحمَّل المحتوى الآتي من { $count } خادمًا آخر ({ $hosts }…): فتحميله يكشف لها أنك قرأت هذه الرسالة.
   *[other] لم يُحمَّل المحتوى الآتي من { $count } خادم آخر ({ $hosts }…): فتحميله يكشف لها أنك قرأت هذه الرسالة.
}
letter-as-text = عرض كنص
letter-as-html = عرض بالتنسيق الأصلي
letter-text-of = نص «{ $subject }»
letter-truncated = هذه الرسالة طويلة جدًا، ولا يظهر هنا سوى بدايتها. تنزيلها يتيح قراءتها كاملة.
letter-picture-missing = تعذّر تحميل هذه الصورة.
mail-failed-mailboxHasChild = في هذا المجلد مجلدات أخرى. يجب نقلها أو حذفها أولًا.

## The keyboard
mail-keys = ما يمكن فعله بلوحة المفاتيح
mail-key-select = تحديد أو إلغاء تحديد
mail-key-send = إرسال الرسالة قيد الكتابة
mail-key-escape = العودة، أو إلغاء التحديد

## Letters that leave later
mail-scheduled = سترسل لاحقًا
# $date is when it leaves.
mail-leaves-at = تُرسل في { $date }
mail-take-back = استرجاعها وتعديلها
mail-scheduled-empty = لا شيء يُرسل لاحقًا
mail-scheduled-empty-text = يمكنك اختيار «الإرسال لاحقًا» أثناء الكتابة.
