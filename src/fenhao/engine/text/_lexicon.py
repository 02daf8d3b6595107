"""Words of trouble and of praise, Chinese and English, as people write to a service desk: our own list, weighed by hand.

Strong ones (threat, authority, money back, danger) count two, others one. It is for the first days without any label; a
hundred labelled tickets do better.
"""

STRONG = """
投诉 举报 曝光 维权 起诉 律师 法院 12315 12345 消协 工商局 市场监管 骗子 欺骗 诈骗 被骗 骗人 欺诈 黑店 垃圾 太差 极差 超差 很差 最差 差劲 差评 坑人 坑爹 退款 退钱 退货 赔偿 赔钱
忍无可忍 无法忍受 无法接受 不能接受 恶心 气愤 愤怒 气死 火大 恶劣 拉肚子 食物中毒 变质 发霉 过期 虫子 苍蝇 头发丝 假货 伪劣 山寨 再也不 再不会 不会再 绝不再 永远不 强烈不满 非常不满 极其不满 很不满
太失望 很失望 非常失望 失望透顶 没人管 不作为 踢皮球 推卸 敷衍 霸王条款 乱扣费 乱收费 多扣 盗刷 泄露 上当 难吃 太难吃 不新鲜 吃坏 态度差 态度恶劣 态度不好 态度很差 太慢 慢死 服务差 质量差
complaint complain lawyer lawsuit sue fraud fraudulent scam scammed ripoff unacceptable disgusting outrageous terrible horrible awful worst refund compensation stolen
useless ridiculous pathetic furious disgrace disgraceful nightmare incompetent unprofessional rude lied lying illegal harassment harassing unauthorized never-again cheated
"""

WEAK = """
不好 不行 不满 不爽 不值 不足 不够 不熟 不脆 不热 不准 不对 不符 不合格 不合理 不靠谱 不负责 不给 不送 不理 不接 不敢 不喜欢 不满意 不推荐 不建议 不方便 不干净 不卫生 不划算 不如 不怎么样 不咋地 不咋样
没有送 没送 没给 没放 没收到 没有收到 没到 没味 没味道 没人 没用 没法 没熟 未收到 未到 未发货 无法 无人 少了 少送 少给 漏了 漏送 漏发 忘了 忘记 送错 发错 弄错 搞错 错了 错误 缺了 缺少 破了 破损 坏了 坏的 损坏 断了
洒了 撒了 漏出来 烂了 烂的 凉了 冷了 凉的 冰凉 冷的 糊了 焦了 硬了 太硬 太咸 咸了 太油 油腻 太辣 太甜 太淡 太少 很少 少得 量少 太小 太贵 偏贵 涨价 贵了 迟到 晚了 超时 延误 延迟 拖延 等了 才到 才送 半天 一个多小时 两个小时 2个小时 两小时 小时
催了 催单 打电话 电话 客服 态度 慢 差 烂 贵 坑 骗 臭 脏 酸 腥 馊 怪味 异味 味道怪 有味 难喝 难用 难看 难受 难闻 太难 一般 一般般 凑合 勉强 将就 失望 无语 郁闷 可惜 遗憾 后悔 抱怨 烦 生气 问题 故障 死机 卡顿 黑屏 花屏 掉色 褪色 起球 开线
划痕 瑕疵 噪音 发热 发烫 漏水 漏电 重启 闪退 报错 失灵 失效 不了 白费 浪费 倒掉 扔了 扔掉 取消 居然 竟然 根本 简直 怎么 什么 为什么 为啥 难道 到底 还要 还是没 一直没 至今 再也 算了 拒绝 隐瞒 虚假 误导 忽悠 催 错 漏 碎 湿 假
差太多 差远了 没法吃 没法用 吃不了 用不了 打不开 连不上 上不去 登不上 付不了 扣了 扣费 扣款 重复扣 没退 未退 不退 催促 没解决 未解决 解决不了 反复 多次 又坏 又来 又是 还没 仍然 依然
bad poor slow late delayed delay broken damaged wrong missing lost never cannot can't won't doesn't didn't unable failed fail fails failing error errors problem problems issue issues
disappointed disappointing upset angry annoyed annoying frustrated frustrating frustration unhappy dissatisfied waiting waited cancelled canceled cancel overcharged charged refuse refused refuses
ignored ignore denied nobody nothing worse hate sucks suck stuck dirty cold crash crashed crashes hidden dispute unresolved still again hours unreliable incorrect inaccurate misleading late-fee
"""

PRAISE = """
好吃 很好 非常好 挺好 真好 太好 超好 最好 特别好 比较好 还好 好评 好喝 好用 好看 不错 很棒 真棒 太棒 棒 赞 喜欢 爱吃 满意 很满意 非常满意 感谢 谢谢 多谢 辛苦 表扬 点赞 推荐 值得 超值 划算 实惠 便宜 物美价廉 性价比高
很快 挺快 真快 超快 快速 迅速 及时 准时 准点 提前 神速 速度快 送得快 送的快 热情 热心 耐心 周到 贴心 细心 用心 负责 专业 友好 友善 客气 礼貌 态度好 态度很好 服务好 服务很好 干净 卫生 整洁 新鲜 香 可口 美味 鲜美 入味 正宗 地道 酥脆 嫩
足 量足 量大 分量足 份量足 很足 丰富 精致 漂亮 舒服 舒适 方便 便捷 清晰 流畅 稳定 安静 实用 牢固 柔软 合适 合身 正品 完好 完美 优秀 精美 给力 良心 惊喜 开心 高兴 愉快 幸福 温馨 放心 信赖 支持 解决了 已解决 会再来 还会再 还会来 继续 再来 下次还 一如既往 一直 老顾客 回头客 常来 经常 不贵 不油腻 没问题 没有问题 五星 良好 好
good great excellent amazing awesome perfect wonderful fantastic love loved loves best thanks thank appreciate appreciated helpful friendly kind quick quickly fast smooth easy happy glad pleased satisfied
resolved solved recommend polite professional comfortable nice enjoy enjoyed impressed outstanding superb brilliant reliable clean fresh delicious tasty
"""

REVERSERS = ["不", "没", "无", "未", "难"]
"""What turns praise into its opposite when it stands up to two characters before it."""

NOT_ENGLISH = frozenset(
    [
        "not",
        "no",
        "never",
        "isn't",
        "wasn't",
        "aren't",
        "don't",
        "didn't",
        "doesn't",
        "hardly",
        "barely",
        "without",
        "n't",
        "cannot",
    ]
)
"""The same in English, up to three words before."""
